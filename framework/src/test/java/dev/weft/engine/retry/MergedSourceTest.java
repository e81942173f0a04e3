package dev.weft.engine.retry;

import static dev.weft.engine.retry.RetryBench.DUE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.Headers;
import dev.weft.ReceiveMode;
import dev.weft.engine.Bench;
import dev.weft.engine.BreakableTransport;
import dev.weft.engine.Observer;
import dev.weft.engine.Parts;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.source.MessageMemory;
import dev.weft.machine.Machine;
import dev.weft.testing.MovedMachine;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fresh messages and retries that are due, which share what a handler can take. */
class MergedSourceTest {

  private static final Duration SOON = Duration.ofSeconds(5);

  @AutoClose private final RetryBench retrying = new RetryBench();
  private final Bench bench = retrying.bench;

  @BeforeEach
  void create() {
    retrying.createStream();
    bench.slots(1_000);
    bench.memory.create(bench.consumer());
    bench.memory.create(ScheduledRetries.consumerFor(bench.consumer()));
    retrying.keepOneWaiting();
  }

  @Test
  void oneAtATimeTheyTakeTurns() throws Exception {
    try (Source joined = withRetriesHere(20)) {
      publish(20);

      assertThat(texts(joined, 1, 30).subList(0, 30))
          .filteredOn("due"::equals)
          .hasSizeBetween(14, 16);
    }
  }

  @Test
  void whereBothHaveMessagesEachGivesHalfAndWhatOneLacksTheOtherGives() throws Exception {
    try (Source joined = withRetriesHere(20)) {
      publish(20);

      assertThat(texts(joined, 10, 10)).filteredOn("due"::equals).hasSize(5);
      assertThat(texts(joined, 10, 10)).filteredOn("due"::equals).hasSize(5);
      assertThat(texts(joined, 20, 20)).filteredOn("due"::equals).hasSize(10);
      publish(10);
      assertThat(texts(joined, 10, 10)).containsOnly("new");
    }
  }

  @Test
  void itsAckWaitIsTheShorterOneByTheServersWord() {
    Duration shorter = Duration.ofSeconds(7);
    var onServer = new ConsumerSpec("S", "short", Map.of("ack_wait", shorter.toNanos()));
    bench.memory.create(onServer);
    var retries =
        new DueRetries(
            () -> bench.memory.open(onServer, ReceiveMode.PULL),
            ScheduledRetries.consumerFor(bench.consumer()),
            Parts.memory(),
            Parts.ID,
            Observer.none(),
            bench.housekeeper());

    try (Source joined =
        new MergedSource(
            bench.memory.open(bench.consumer(), ReceiveMode.PULL),
            ReceiveMode.PULL,
            retries,
            () -> {},
            Machine.real())) {
      retries.begin();
      await().until(() -> joined.ackWait().equals(shorter)); // configured is Bench.ACK_WAIT
    }
  }

  @Test
  void aFetcherForWhichNoThreadCouldBeStartedIsStartedASecondLater() {
    var moved = new MovedMachine();
    var made = new AtomicInteger();
    var opened = new AtomicInteger();
    var transport = new BreakableTransport(bench.memory);
    try (var housekeeper = new Housekeeper(lackingTheSecond("weft-test-retries", made, moved))) {
      var retries =
          new DueRetries(
              () -> {
                opened.incrementAndGet();
                return transport.open(DUE, ReceiveMode.PULL);
              },
              DUE,
              Parts.memory(),
              Parts.ID,
              Observer.none(),
              housekeeper);
      transport.stallOnce();
      retries.begin();
      try {
        retries.want(1);
        due(1);
        await().until(() -> bench.memory.state(DUE).ackPending() == 1);

        moved.passUntil(() -> opened.get() == 2);

        assertThat(made).hasValue(3);
      } finally {
        transport.unstall();
        retries.beginClose();
        retries.awaitClose();
      }
    }
  }

  @Test
  void whereOneWasTakenTheNextIsFetchedThoughAsManyAreWantedAsBefore() {
    var retries =
        new DueRetries(
            () -> bench.memory.open(DUE, ReceiveMode.PULL),
            DUE,
            Parts.memory(),
            Parts.ID,
            Observer.none(),
            bench.housekeeper());
    retries.begin();
    try {
      due(20);
      for (int i = 0; i < 20; i++) {
        retries.want(1);
        await().until(() -> retries.here() == 1); // and its thread rests
        var taken = new ArrayList<Delivery>();
        retries.moveTo(taken, 1);
        assertThat(taken).hasSize(1);
      }
    } finally {
      retries.beginClose();
      retries.awaitClose();
    }
  }

  @Test
  void oneThatIsDueEndsTheWaitOfAnIdleWorker() throws Exception {
    try (Source joined = open(ReceiveMode.PUSH)) {
      assertThat(joined.next(1, Duration.ZERO)).isEmpty();
      for (int i = 0; i < 50; i++) {
        long start = System.nanoTime();
        due(1);
        assertThat(texts(joined, 1, 1)).containsExactly("due");
        long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
        if (took < 100) {
          return; // the look would have come 200 ms after the last one
        }
      }
      throw new AssertionError("each of 50 waited for a look");
    }
  }

  @Test
  void aSlowHandlerHasNoneWaitingWhileItIsBusy() throws Exception {
    try (Source joined = open(ReceiveMode.PULL)) {
      joined.pace(Duration.ofSeconds(1).toNanos());
      due(10);
      assertThat(texts(joined, 1, 1)).containsExactly("due");

      await().during(Duration.ofMillis(300)).until(() -> bench.memory.state(DUE).ackPending() == 1);
    }
  }

  @Test
  void retriesThatFillTheMemoryWhileTheyWaitLeaveTheWorkerRoomToTakeThem() throws Exception {
    var memory = new MessageMemory(10_000);
    MessageMemory.Share workers = memory.share(Machine.real());
    try (Source joined = open(ReceiveMode.PULL, workers)) {
      assertThat(joined.next(1, Duration.ZERO)).isEmpty(); // which asks for a retry
      publish("RETRY.S.c.due", "x".repeat(10_000), 1);
      await().until(() -> memory.held() == 10_000);

      assertThat(workers.awaitRoom(Duration.ZERO)).isTrue();
      List<Delivery> taken = joined.next(1, SOON);
      assertThat(taken).hasSize(1);
      assertThat(workers.awaitRoom(Duration.ZERO)).isFalse();
      taken.getFirst().settle(Outcome.Ack.INSTANCE);
      assertThat(memory.held()).isZero();
    }
  }

  @Test
  void whatWasReceivedAheadIsHandedBackInItsOrder() throws Exception {
    Source joined = withRetriesHere(20);
    assertThat(texts(joined, 5, 5)).hasSize(5);

    joined.close();

    try (Source other = bench.memory.open(DUE, ReceiveMode.PULL)) {
      List<Delivery> back = other.next(20, SOON);
      assertThat(back)
          .hasSize(15)
          .extracting(delivery -> delivery.position().orElseThrow().sequence())
          .isSorted();
      assertThat(back).allMatch(delivery -> delivery.attempt() == 2);
    }
  }

  /** A source of a fast handler that has so many retries here. */
  private Source withRetriesHere(int count) throws InterruptedException {
    Source joined = open(ReceiveMode.PUSH);
    joined.pace(1);
    due(count + 1);
    assertThat(texts(joined, 1, 1)).containsExactly("due");
    await().until(() -> ((MergedSource) joined).here() == count);
    return joined;
  }

  private Source open(ReceiveMode mode) {
    return open(mode, MessageMemory.ofProcess().share(Machine.real()));
  }

  private Source open(ReceiveMode mode, MessageMemory.Share memory) {
    return retrying.retries.with(
        bench.memory.open(bench.consumer(), mode),
        mode,
        memory,
        Parts.ID,
        Observer.none(),
        bench.housekeeper());
  }

  private void due(int count) {
    publish("RETRY.S.c.due", "due", count);
  }

  private void publish(int count) {
    publish("s.a", "new", count);
  }

  private void publish(String subject, String text, int count) {
    IntStream.range(0, count)
        .forEach(
            i -> bench.memory.outbox().publish(subject, text.getBytes(UTF_8), Headers.empty()));
  }

  private static List<String> texts(Source source, int demand, int count)
      throws InterruptedException {
    var texts = new ArrayList<String>();
    long start = System.nanoTime();
    while (texts.size() < count && System.nanoTime() - start < SOON.toNanos()) {
      List<Delivery> deliveries = source.next(Math.min(demand, count - texts.size()), SOON);
      deliveries.forEach(delivery -> texts.add(new String(delivery.data(), UTF_8)));
    }
    return texts;
  }

  /** A machine that cannot make the second thread of that name. */
  private static Machine lackingTheSecond(String name, AtomicInteger made, Machine machine) {
    return (Machine)
        Proxy.newProxyInstance(
            Machine.class.getClassLoader(),
            new Class<?>[] {Machine.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("virtual")
                  && arguments[0].equals(name)
                  && made.incrementAndGet() == 2) {
                throw new OutOfMemoryError("unable to create a thread");
              }
              return method.invoke(machine, arguments);
            });
  }
}
