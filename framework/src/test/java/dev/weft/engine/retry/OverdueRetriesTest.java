package dev.weft.engine.retry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.StreamPosition;
import dev.weft.TransportException;
import dev.weft.engine.RecordedOutcomes;
import dev.weft.testing.CapturedLog;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Kept;
import dev.weft.transport.Outbox;
import dev.weft.transport.SizeLimit;
import dev.weft.transport.Transport;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Retries that the server has forgotten are scheduled anew. */
class OverdueRetriesTest {

  private static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");
  private static final Instant LONG_AGO = NOW.minusSeconds(3_600);

  @AutoClose private final CapturedLog log = CapturedLog.of("dev.weft.engine", Level.WARN);
  private final RecordedOutcomes observed = new RecordedOutcomes();
  private final NavigableMap<Long, Kept> stream = new TreeMap<>();
  private final List<Headers> published = new ArrayList<>();
  private @Nullable Runnable beforeRefusal;
  private final OverdueRetries overdue =
      new OverdueRetries(
          transport(),
          new ConsumerSpec("S", "c", Map.of()),
          "test",
          InstantSource.fixed(NOW),
          observed);

  @Test
  void whatIsOverdueIsScheduledAnewUnderNoIdUnlessItWasReplacedMeanwhile() {
    waits(4, LONG_AGO);

    overdue.look();

    assertThat(published)
        .singleElement()
        .isEqualTo(
            Headers.of("Nats-Schedule", "@at " + LONG_AGO)
                .with("Nats-Expected-Last-Subject-Sequence", "4"));
    assertThat(observed.all()).containsExactly("happened RETRIES_LATE");
    assertThat(log.lines())
        .containsExactly(
            "WARN handler test: 1 retries that wait in S_RETRY are overdue, one of them since "
                + LONG_AGO
                + ", and were not delivered, as happens when the server's store is full at their"
                + " time; scheduled anew");
  }

  @Test
  void whatIsLateByAMinuteIsNotOverdueAndNeitherIsWhatNoRetryHasWritten() {
    waits(1, NOW.minusSeconds(60));
    waits(2, NOW.plusSeconds(60));
    keep(3, Headers.of("Nats-Schedule", "@every 5s"));
    keep(4, Headers.of("Nats-Schedule", "@at noon"));
    keep(5, Headers.empty());

    overdue.look();

    assertThat(published).isEmpty();
    assertThat(observed.all()).isEmpty();
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void theLogTellsHowManyThereAreAndSinceWhenTheFirstOfThem() {
    waits(1, LONG_AGO.plusSeconds(2));
    waits(2, LONG_AGO);
    waits(3, LONG_AGO.plusSeconds(1));

    overdue.look();

    assertThat(log.lines())
        .singleElement()
        .asString()
        .contains("3 retries that wait", "one of them since " + LONG_AGO, "scheduled anew");
  }

  @Test
  void whatTheServerRefusesAndStillWaitsIsTold() {
    waits(1, LONG_AGO);
    waits(2, LONG_AGO);
    beforeRefusal = () -> {};

    overdue.look();

    assertThat(log.lines())
        .singleElement()
        .asString()
        .endsWith("not all could be scheduled anew, next try in a minute or more: no room");
  }

  @Test
  void whatWasDeliveredOrReplacedMeanwhileIsNoFailure() {
    waits(1, LONG_AGO);
    beforeRefusal = stream::clear;
    overdue.look();
    waits(1, LONG_AGO);
    beforeRefusal =
        () -> {
          stream.clear();
          waits(2, NOW);
        };
    overdue.look();

    assertThat(log.lines()).hasSize(2).allMatch(line -> line.endsWith("scheduled anew"));
  }

  @Test
  void eachLookGoesOnWhereTheLastHasEndedAndThenBeginsAgain() {
    for (int i = 1; i <= OverdueRetries.AT_ONCE; i++) {
      waits(i, NOW);
    }
    waits(100, LONG_AGO);

    overdue.look();
    assertThat(published).isEmpty();
    overdue.look();
    assertThat(published).hasSize(1);
    overdue.look();
    assertThat(published).hasSize(1);
    overdue.look();
    assertThat(published).hasSize(2);
  }

  private void waits(long sequence, Instant due) {
    keep(sequence, Headers.of("Nats-Schedule", "@at " + due).with("Nats-Msg-Id", "c/1"));
  }

  private void keep(long sequence, Headers headers) {
    stream.put(sequence, new Kept(sequence, "RETRY.S.c.later.1", headers, new byte[0]));
  }

  private Transport transport() {
    return (Transport)
        Proxy.newProxyInstance(
            Transport.class.getClassLoader(),
            new Class<?>[] {Transport.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "next" -> next((String) arguments[0], (long) arguments[1]);
                  case "outbox" -> new Refusing();
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private Optional<Kept> next(String name, long from) {
    assertThat(name).isEqualTo("S_RETRY");
    return Optional.ofNullable(stream.ceilingEntry(from)).map(Map.Entry::getValue);
  }

  private final class Refusing implements Outbox {

    @Override
    public PublishReceipt publish(String subject, byte[] data, Headers headers) {
      if (beforeRefusal != null) {
        beforeRefusal.run();
        throw TransportException.passing("no room", null);
      }
      published.add(headers);
      return new PublishReceipt(new StreamPosition("S_RETRY", 1), "id", false);
    }

    @Override
    public CompletableFuture<PublishReceipt> publishAsync(
        String subject, byte[] data, Headers headers) {
      throw new UnsupportedOperationException("asynchronous");
    }

    @Override
    public SizeLimit limit() {
      throw new UnsupportedOperationException("limit");
    }
  }
}
