package dev.weft.engine.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.TransportException;
import dev.weft.engine.Bench;
import dev.weft.engine.BreakableTransport;
import dev.weft.engine.worker.ConsumerLook;
import dev.weft.machine.Machine;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.MovedMachine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a worker holds stays its own, whatever befalls other messages, sources and chores. */
class KeepAliveTest {

  private static final Duration ACK_WAIT = Duration.ofSeconds(9);

  /** It looks by itself each 10 s. */
  private static final Duration BEFORE_ITS_OWN_LOOK = Duration.ofSeconds(8);

  private final MovedMachine machine = new MovedMachine();
  private final Bench bench = new Bench(machine);
  private final BreakableTransport transport = new BreakableTransport(bench.memory);
  private final List<String> begun = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void stop() {
    end.countDown();
    bench.close();
  }

  @Test
  void aSourceThatIsOpenedAgainAndAgainStarvesNoBeat() {
    transport.failAgainAndAgain();
    startWorker().publish("one");

    awaitBegun(1);
    int before = transport.opened();

    outlastUntil(() -> transport.opened() - before > 2);

    assertThat(begun).hasSize(1);
  }

  @Test
  void oneThatCannotBeExtendedHoldsUpNoOther() {
    assertOthersAreKept(() -> TransportException.passing("its consumer was deleted", null));
  }

  @Test
  void neitherDoesAnError() {
    assertOthersAreKept(() -> new NoClassDefFoundError("x"));
  }

  @Test
  void whatWaitsForItsTurnIsKeptAliveByItselfToo() {
    transport.refuseToExtend("lost", () -> new StackOverflowError());
    bench.keyed((subject, headers, data) -> "k");
    startWorker().publish("one", "lost", "three");

    awaitBegun(1);
    outlast();
    end.countDown();

    await().until(() -> begun.contains("three#1"));
    assertThat(begun).doesNotContain("one#2", "three#2");
  }

  @Test
  void itIsSaidThatSomethingCouldNotBeKept() {
    try (var log = CapturedLog.of(ConsumerLook.class.getName(), Level.WARN)) {
      transport.refuseToExtend("lost", () -> new IllegalStateException("no way"));
      startWorker().publish("lost");
      awaitBegun(1);

      await()
          .until(
              () -> {
                machine.move(Duration.ofSeconds(10));
                return log.lines().stream()
                    .anyMatch(
                        line ->
                            line.contains("could not be kept alive") && line.contains("no way"));
              });
    }
  }

  @Test
  void aChoreThatBlocksStopsNoBeat() {
    try (var housekeeper = new Housekeeper(Machine.real())) {
      var blocked = new CountDownLatch(1);
      var beats = new AtomicInteger();
      housekeeper.every(
          Duration.ofMillis(1),
          () -> { // as a logger does whose console nobody reads
            blocked.countDown();
            await().forever().until(() -> end.getCount() == 0);
          });
      await().until(() -> blocked.getCount() == 0);

      housekeeper.keepAlive().begin(held(() -> Duration.ofMillis(30), beats));

      await().until(() -> beats.get() > 3);
      end.countDown();
    }
  }

  @Test
  void aBeatFollowsAnAckWaitThatBecomesShorter() {
    try (var keepAlive = new KeepAlive(machine)) {
      var beats = new AtomicInteger();
      var ackWait = new AtomicReference<>(Duration.ofHours(3));
      keepAlive.begin(held(ackWait::get, beats));
      machine.move(Duration.ofHours(1));
      await().until(() -> beats.get() == 1);
      ackWait.set(Duration.ofMillis(30));

      keepAlive.wake();

      await().atMost(BEFORE_ITS_OWN_LOOK).until(() -> beats.get() > 3);
    }
  }

  @Test
  void oneBeatThatFailsEndsNoOther() {
    try (var keepAlive = new KeepAlive(Machine.real())) {
      var beats = new AtomicInteger();
      var asked = new AtomicBoolean();
      AckWaitExtender failing =
          keepAlive.begin(
              held(
                  () -> {
                    if (asked.compareAndSet(false, true)) {
                      throw new AssertionError("no ack wait");
                    }
                    return Duration.ofHours(1);
                  },
                  new AtomicInteger()));
      keepAlive.begin(held(() -> Duration.ofMillis(30), beats));

      await().until(() -> beats.get() > 3);
      assertThat(failing.takeMissed()).isNotNull();
      assertThat(failing.takeMissed()).isNull();
    }
  }

  private void assertOthersAreKept(Supplier<Throwable> failure) {
    transport.refuseToExtend("lost", failure);
    startWorker().publish("one", "two", "lost", "four", "five");

    awaitBegun(5);
    outlast();

    await().until(() -> begun.contains("lost#2"));
    assertThat(begun).doesNotContain("one#2", "two#2", "four#2", "five#2");
  }

  private void outlast() {
    transport.outlast(ACK_WAIT, machine);
  }

  /**
   * Lets two ack waits pass, and what it takes until that is so, second after second: in each of
   * them what is due is extended, also while no source is open.
   */
  @SuppressWarnings("try") // closed at the end
  private void outlastUntil(BooleanSupplier condition) {
    var looks = new AtomicInteger();
    // Begun after the worker's, so it comes after that each time.
    try (var last =
        bench.housekeeper().keepAlive().begin(held(() -> Duration.ofSeconds(3), looks))) {
      for (int i = 0; i < 2 * ACK_WAIT.toSeconds() || !condition.getAsBoolean(); i++) {
        assertThat(i).as("seconds").isLessThan(600);
        int before = looks.get();
        machine.move(Duration.ofSeconds(1));
        await().until(() -> looks.get() > before);
      }
    }
  }

  private Bench startWorker() {
    bench.ackWait(ACK_WAIT).concurrency(8).prepared().through(transport);
    bench.start(
        message -> {
          begun.add(message.payload() + "#" + message.attempt());
          end.await();
        });
    return bench;
  }

  private void awaitBegun(int count) {
    await().until(() -> begun.size() >= count);
  }

  private static AckWaitExtender.Held held(Supplier<Duration> ackWait, AtomicInteger beats) {
    return new AckWaitExtender.Held() {
      @Override
      public Duration ackWait() {
        return ackWait.get();
      }

      @Override
      public boolean isBusy() {
        return true;
      }

      @Override
      public void extend(Extensions each) {
        beats.incrementAndGet();
      }
    };
  }
}
