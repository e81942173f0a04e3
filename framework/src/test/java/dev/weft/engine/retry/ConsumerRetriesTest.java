package dev.weft.engine.retry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.weft.Headers;
import dev.weft.ReceiveMode;
import dev.weft.memory.MemoryTransport;
import dev.weft.testing.CapturedLog;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import dev.weft.transport.StreamSpec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The warning before delayed messages have taken all slots. */
class ConsumerRetriesTest {

  private static final ConsumerSpec CONSUMER =
      new ConsumerSpec("S", "c", Map.of("max_ack_pending", 10L));
  private static final Outcome.Retry IN_AN_HOUR =
      new Outcome.Retry(Duration.ofHours(1), "for the test", null);

  private final MemoryTransport transport = new MemoryTransport();
  private final CapturedLog log = CapturedLog.of(ConsumerRetries.class.getName(), Level.INFO);
  private final ArrayDeque<Delivery> out = new ArrayDeque<>();
  private long now = Long.MAX_VALUE - 1; // as nanoTime may be
  private final ConsumerRetries retries =
      new ConsumerRetries(transport, CONSUMER, "do something", () -> now, Runnable::run);
  private final Source source;

  ConsumerRetriesTest() {
    transport.create(new StreamSpec("S", Map.of("subjects", List.of("s.>"))));
    transport.create(CONSUMER);
    source = transport.open(CONSUMER, ReceiveMode.PULL);
  }

  @AfterEach
  void close() {
    log.close();
    transport.close();
  }

  @Test
  void itWarnsOnceFromFourFifthsOnWithTheNumbersAndWhatToDo() throws Exception {
    delay(7);
    retries.look();
    assertThat(log.lines()).isEmpty();

    delay(1);
    retries.look();
    retries.look();

    assertThat(log.lines())
        .singleElement()
        .asString()
        .startsWith("WARN consumer S/c: 8 of its 10 slots (max_ack_pending) are taken, 8 of them")
        .endsWith("Raise max_ack_pending, shorten the delays, or do something");
  }

  @Test
  void itWarnsAgainAfterTenMinutesAndWhenItHadFallenBelow() throws Exception {
    delay(8);
    retries.look();
    now += TimeUnit.MINUTES.toNanos(9);
    retries.look();
    assertThat(log.lines()).hasSize(1);

    now += TimeUnit.MINUTES.toNanos(1);
    retries.look();
    assertThat(log.lines()).hasSize(2);

    out.remove().settle(Outcome.Ack.INSTANCE);
    retries.look();
    assertThat(log.lines()).hasSize(2);
    delay(1);
    retries.look();
    assertThat(log.lines()).hasSize(3);
  }

  @Test
  void slotsThatAreFullOfWorkAreNoReason() throws Exception {
    for (int i = 0; i < 10; i++) {
      take();
    }
    retries.look();

    assertThat(log.lines()).isEmpty();
  }

  @Test
  void aDelayThatIsOverCountsNoMore() throws Exception {
    delay(9);
    now += TimeUnit.HOURS.toNanos(1) + 1;
    retries.look();

    assertThat(log.lines()).isEmpty();
  }

  @Test
  void howeverManyThereAreABoundedNumberIsRemembered() throws Exception {
    Delivery delivery = take();
    for (int i = 0; i < ConsumerRetries.MOST + 10; i++) {
      assertThat(retries.keep(delivery, IN_AN_HOUR)).isEmpty();
    }

    assertThat(retries.delayed()).isEqualTo(ConsumerRetries.MOST);
  }

  @Test
  void anEndlessDelayIsCountedToo() throws Exception {
    for (int i = 0; i < 8; i++) {
      retries.keep(
          take(), new Outcome.Retry(Duration.ofSeconds(Long.MAX_VALUE), "for the test", null));
    }
    now += TimeUnit.HOURS.toNanos(1) + 1;
    retries.look();

    assertThat(log.lines()).hasSize(1);
  }

  private Delivery take() throws InterruptedException {
    transport.outbox().publish("s.a", "a".getBytes(UTF_8), Headers.empty());
    return source.next(1, Duration.ofSeconds(5)).getFirst();
  }

  private void delay(int messages) throws InterruptedException {
    for (int i = 0; i < messages; i++) {
      Delivery delivery = take();
      assertThat(retries.keep(delivery, IN_AN_HOUR)).isEmpty();
      out.add(delivery);
    }
  }
}
