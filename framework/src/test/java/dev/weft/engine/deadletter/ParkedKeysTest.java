package dev.weft.engine.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.BreakerPolicy;
import dev.weft.Message;
import dev.weft.MessageKey;
import dev.weft.ReceiveMode;
import dev.weft.engine.Bench;
import dev.weft.engine.BreakableTransport;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Parts;
import dev.weft.engine.SideStream;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.delivery.PassParked;
import dev.weft.testing.InMemory;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** With {@link ExhaustedPolicy.ParkKey} nothing is handled behind what was given up of its key. */
class ParkedKeysTest {

  private static final HandlerId ID = Parts.ID;

  // A message is "key-number", numbered within its key.
  private static final MessageKey KEY =
      (subject, headers, data) -> new String(data, UTF_8).replaceAll("-.*", "");

  @AutoClose
  private final Bench bench = new Bench().keyed(KEY).concurrency(8).breaker(BreakerPolicy.off());

  private final BreakableTransport transport = new BreakableTransport(bench.memory);
  private final DeadLetters stream =
      new StreamDeadLetters(bench.memory.outbox(), InstantSource.system(), () -> {});
  private final List<String> handled = new CopyOnWriteArrayList<>();
  private final AtomicBoolean mended = new AtomicBoolean();
  private final AtomicInteger restored = new AtomicInteger();

  ParkedKeysTest() {
    bench.memory.create(bench.consumer());
    bench.memory.create(SideStream.DEAD_LETTERS.beside("S", Map.of()));
    bench.through(transport).deadLetters(stream).exhausted(parking());
  }

  @Test
  void whatFollowsInItsKeyIsKeptInOrderAndTheOtherKeysGoOn() {
    createStream();
    bench.publish("bad-0", "bad-1", "good-0", "bad-2", "good-1");
    bench.start(this::handle);
    await().until(() -> settled() == 5);
    bench.publish("bad-3", "good-2");
    await().until(() -> settled() == 7);

    assertThat(handled).containsExactly("good-0", "good-1", "good-2");
    List<Delivery> kept = kept();
    assertThat(kept)
        .map(letter -> new String(letter.data(), UTF_8))
        .containsExactly("bad-0", "bad-1", "bad-2", "bad-3");
    assertThat(reason(kept.get(0)))
        .isEqualTo("attempts spent (3 of 3): IllegalStateException: for the test");
    assertThat(reason(kept.get(3)))
        .isEqualTo(
            "its key 'bad' is parked since S/1: attempts spent (3 of 3): IllegalStateException:"
                + " for the test");
    assertThat(bench.outcomes.all()).containsOnlyOnce("happened PARKED");
  }

  @Test
  void keysThatWereReleasedAndNeverComeAgainAreForgotten() throws Exception {
    createStream();
    var keys = new ParkedKeys(transport, ID, KEY, () -> {});
    for (int i = 0; i < 50; i++) {
      bench.publish("released" + i + "-0");
    }
    try (Source source = bench.memory.open(bench.consumer(), ReceiveMode.PULL)) {
      List<Delivery> deliveries = source.next(50, Duration.ofSeconds(5));
      for (Delivery delivery : deliveries.subList(0, 25)) {
        keys.park(delivery, "for the test");
      }
      assertThat(keys.known()).isEqualTo(25);
      transport.empty("S_PARKED"); // as a purge of all of them
      for (Delivery delivery : deliveries.subList(25, 50)) {
        keys.park(delivery, "for the test");
      }
    }

    assertThat(keys.known()).isLessThanOrEqualTo(25);
  }

  @Test
  void afterARestartTheKeyIsParkedStill() {
    createStream();
    bench.publish("bad-0", "good-0");
    bench.start(this::handle);
    await().until(() -> settled() == 2);
    bench.stopAll();
    mended.set(true);

    bench.exhausted(parking()).publish("bad-1", "good-1");
    bench.start(this::handle);

    await().until(() -> settled() == 4);
    assertThat(handled).containsExactly("good-0", "good-1");
    assertThat(kept()).hasSize(2);
  }

  @Test
  void withoutItsMarkItGoesOn() {
    createStream();
    bench.publish("bad-0", "bad-1");
    bench.start(this::handle);
    await().until(() -> settled() == 2);
    mended.set(true);

    transport.empty("S_PARKED");
    bench.publish("bad-2", "bad-3");

    await().until(() -> settled() == 4);
    assertThat(handled).containsExactly("bad-2", "bad-3");
    assertThat(kept()).hasSize(2);
  }

  @Test
  void aKeyThatWentOnAndFailsAgainIsParkedAnew() {
    createStream();
    bench.publish("bad-0");
    bench.start(this::handle);
    await().until(() -> settled() == 1);

    transport.empty("S_PARKED");
    bench.publish("bad-1");

    await().until(() -> settled() == 2);
    assertThat(reason(kept().get(1))).startsWith("attempts spent (3 of 3)");
    assertThat(bench.outcomes.all().stream().filter("happened PARKED"::equals)).hasSize(2);
    assertThat(bench.memory.all("S_PARKED", "PARKED.S.c.*")).hasSize(2);
  }

  @Test
  void whileNothingIsParkedNoMessageWaitsForALook() {
    createStream();
    bench.start(this::handle);
    bench.publish(IntStream.range(0, 50).mapToObj(i -> "k" + i + "-0").toArray(String[]::new));
    await().until(() -> settled() == 50);
    assertThat(transport.lookUps()).isZero();

    // Nor does a message of another key.
    bench.publish("bad-0");
    await().until(() -> settled() == 51);
    bench.publish("good-0");
    await().until(() -> settled() == 52);
    assertThat(transport.lookUps()).isZero();
    bench.publish("bad-1");
    await().until(() -> settled() == 53);
    assertThat(transport.lookUps()).isEqualTo(1);
  }

  @Test
  void withoutAMarkNothingIsGivenUp() {
    bench.publish("bad-0", "bad-1");
    bench.start(this::handle);

    await().until(() -> bench.outcomes.settlements().contains("retry bad-0 #3"));
    assertThat(restored).hasPositiveValue();
    assertThat(kept()).isEmpty();
    assertThat(bench.outcomes.settlements()).noneMatch(line -> line.contains("bad-1"));
  }

  @Test
  void aStreamOfMarksThatIsGoneIsCreatedAnew() {
    bench.exhausted(
        new ExhaustedPolicy.ParkKey(new ParkedKeys(transport, ID, KEY, this::createStream)));
    bench.publish("bad-0", "bad-1");
    bench.start(this::handle);

    await().until(() -> settled() == 2);
    assertThat(kept()).hasSize(2);
  }

  @Test
  void whatWasParkedAndNotYetKeptIsKeptUnhandledAtTheNextStart() {
    createStream();
    bench.publish("bad-0", "bad-1");
    keys().park(bench.memory.recall(bench.consumer(), 1, 1).orElseThrow(), "it was the last straw");

    bench.start(this::handle);

    await().until(() -> settled() == 2);
    assertThat(handled).isEmpty();
    assertThat(reason(kept().get(0))).isEqualTo("it was the last straw");
    assertThat(reason(kept().get(1)))
        .isEqualTo("its key 'bad' is parked since S/1: it was the last straw");
  }

  @Test
  void whatWasBeforeThatInItsKeyAndComesAgainIsHandled() {
    createStream();
    bench.publish("key-0", "key-1", "key-2");
    keys().park(bench.memory.recall(bench.consumer(), 2, 1).orElseThrow(), "for the test");

    bench.start(this::handle);

    await().until(() -> settled() == 3);
    assertThat(handled).containsExactly("key-0");
  }

  @Test
  void whereTheMarkCannotBeReadTheKeyWaits() {
    createStream();
    bench.publish("key-0", "key-1");
    keys().park(bench.memory.recall(bench.consumer(), 1, 1).orElseThrow(), "for the test");
    ParkedKeys unreadable = keys();
    unreadable.load();
    transport.breakNow("away");
    var step =
        new PassParked(
            attempt -> {
              throw new AssertionError("passed");
            },
            unreadable);

    assertThat(run(step)).isInstanceOf(Outcome.Retry.class).asString().contains("read: away");
  }

  @Test
  void aKeyOfAnyCharactersAndLengthCanBeParked() {
    createStream();
    String odd = "bad. *>\n" + "ü".repeat(5_000);
    bench.publish(odd + "-0", odd + "-1", "bad-0", "-0");
    bench.keyed(KEY).start(this::handle);

    await().until(() -> settled() == 4);
    assertThat(handled).containsExactly("-0");
    assertThat(kept()).hasSize(3);
    assertThat(bench.memory.all("S_PARKED", "PARKED.S.c.*")).hasSize(2);
  }

  @Test
  void whatIsNoMarkParksNothing() {
    createStream();
    bench.publishTo("PARKED.S.c.x", "by hand");
    bench.publish("good-0");

    bench.start(this::handle);

    await().until(() -> handled.contains("good-0"));
  }

  private Outcome run(PassParked step) {
    Delivery delivery = InMemory.next(bench.memory, bench.consumer());
    return step.run(new Attempt(delivery, Parts.settler(bench.outcomes), Thread.currentThread()))
        .orElseThrow();
  }

  private void handle(Message<String> message) {
    if (message.payload().startsWith("bad") && !mended.get()) {
      throw new IllegalStateException("for the test");
    }
    handled.add(message.payload());
  }

  private ParkedKeys keys() {
    return new ParkedKeys(transport, ID, KEY, restored::incrementAndGet);
  }

  private ExhaustedPolicy parking() {
    return new ExhaustedPolicy.ParkKey(keys());
  }

  private void createStream() {
    bench.memory.create(
        SideStream.PARKED_KEYS.beside(
            "S", SideStream.PARKED_KEYS.shared(Map.of("max_age", 1L, "storage", "memory"))));
  }

  private long settled() {
    return bench.outcomes.settlements().stream().filter(line -> !line.startsWith("retry")).count();
  }

  private List<Delivery> kept() {
    return InMemory.all(bench.memory, "S_DLQ");
  }

  private static String reason(Delivery letter) {
    return letter.headers().first("Weft-Dead-Reason").orElseThrow();
  }
}
