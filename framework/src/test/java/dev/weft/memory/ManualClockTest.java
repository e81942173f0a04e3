package dev.weft.memory;

import static dev.weft.memory.Bench.now;
import static dev.weft.memory.Bench.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.weft.Headers;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ManualClockTest {

  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  private final ManualClock clock = new ManualClock(START);
  private final Bench bench = new Bench(new MemoryTransport(clock));

  @BeforeEach
  void createStream() {
    bench.stream("S", Map.of("subjects", List.of("s")));
  }

  private static Outcome retry(Duration after) {
    return new Outcome.Retry(after, "for the test", null);
  }

  @Test
  void hoursOfRetriesPassAtOnce() throws InterruptedException {
    Source source = bench.consumer("S", "c", Map.of());
    bench.publish("s", "a");

    for (int attempt = 1; attempt <= 100; attempt++) {
      List<Delivery> due = now(source);
      assertThat(due).singleElement().extracting(Delivery::attempt).isEqualTo(attempt);
      due.get(0).settle(retry(Duration.ofHours(1)));
      clock.advance(Duration.ofHours(1).minusNanos(1));
      assertThat(now(source)).isEmpty();
      clock.advance(Duration.ofNanos(1));
    }
  }

  @Test
  void anAckWaitEndsWhenTheClockSaysSo() throws InterruptedException {
    Source source = bench.consumer("S", "c", Map.of());
    bench.publish("s", "a");
    now(source);

    clock.advance(Duration.ofSeconds(30).minusNanos(1));
    assertThat(now(source)).isEmpty();
    clock.advance(Duration.ofNanos(1));

    assertThat(now(source)).singleElement().extracting(Delivery::attempt).isEqualTo(2);
  }

  @Test
  void anExtensionStartsTheAckWaitAnew() throws InterruptedException {
    Source source = bench.consumer("S", "c", Map.of());
    bench.publish("s", "a");
    Delivery held = now(source).get(0);

    for (int i = 0; i < 100; i++) {
      clock.advance(Duration.ofSeconds(29));
      held.extend();
      assertThat(now(source)).isEmpty();
    }

    assertThat(held.settle(Outcome.Ack.INSTANCE)).isTrue();
    clock.advance(Duration.ofDays(1));
    assertThat(now(source)).isEmpty();
  }

  @Test
  void anExtensionThatComesTooLateHoldsNothing() throws InterruptedException {
    Source source = bench.consumer("S", "c", Map.of());
    bench.publish("s", "a");
    Delivery held = now(source).get(0);

    clock.advance(Duration.ofSeconds(30));
    held.extend();

    assertThat(now(source)).singleElement().extracting(Delivery::attempt).isEqualTo(2);
  }

  @Test
  void movingTheClockWakesWhoWaitsForIt() throws Exception {
    Source source = bench.consumer("S", "c", Map.of());
    bench.publish("s", "a");
    now(source).get(0).settle(retry(Duration.ofHours(1)));
    var question = new FutureTask<>(() -> source.next(1, Duration.ofMinutes(5)));
    var thread = new Thread(question);
    thread.start();
    await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);

    clock.advance(Duration.ofHours(1));

    assertThat(question.get(60, TimeUnit.SECONDS)).hasSize(1);
  }

  @Test
  void theCallersOwnWaitIsReal() throws InterruptedException {
    Source source = bench.consumer("S", "c", Map.of());

    assertThat(source.next(1, Duration.ofMillis(20))).isEmpty();
  }

  @Test
  void timestampsAreTheClocks() throws InterruptedException {
    Source source = bench.consumer("S", "c", Map.of());
    clock.advance(Duration.ofDays(2));
    bench.publish("s", "a");

    assertThat(now(source).get(0).timestamp()).isEqualTo(START.plus(Duration.ofDays(2)));
  }

  @Test
  void whatIsDueTogetherComesInTheOrderOfTheStream() throws InterruptedException {
    Source source = bench.consumer("S", "c", Map.of());
    List.of("a", "b", "c").forEach(text -> bench.publish("s", text));
    List<Delivery> all = now(source);
    all.get(2).settle(retry(Duration.ofSeconds(1)));
    all.get(0).settle(retry(Duration.ofSeconds(3)));
    all.get(1).settle(retry(Duration.ofSeconds(2)));

    clock.advance(Duration.ofSeconds(3));

    assertThat(texts(now(source))).containsExactly("a", "b", "c");
  }

  @Test
  void anIdIsForgottenWhenTheWindowIsOver() {
    Headers id = Headers.of(Headers.NATS_MESSAGE_ID, "once");
    bench.publish("s", "a", id);

    clock.advance(Duration.ofMinutes(2).minusNanos(1));
    assertThat(bench.publish("s", "a", id).duplicate()).isTrue();
    clock.advance(Duration.ofNanos(1));

    assertThat(bench.publish("s", "a", id).duplicate()).isFalse();
    assertThat(bench.publish("s", "a", id).duplicate()).isTrue();
  }

  @Test
  void aDelayOfAgesDoesNotOverflow() throws InterruptedException {
    Source source = bench.consumer("S", "c", Map.of());
    bench.publish("s", "a");
    now(source).get(0).settle(retry(Duration.ofSeconds(Long.MAX_VALUE)));

    clock.advance(Duration.ofDays(1000));

    assertThat(now(source)).isEmpty();
    bench.publish("s", "b");
    assertThat(texts(source.next(1, Duration.ofSeconds(Long.MAX_VALUE)))).containsExactly("b");
  }

  @Test
  void theTimeDoesNotGoBack() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> clock.advance(Duration.ofSeconds(-1)))
        .withMessageContaining("PT-1S");
  }
}
