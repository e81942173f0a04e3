package dev.weft.simulation.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SimulationTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final Simulation simulation = new Simulation(1);

  @Test
  void oneSeedHasOneHistory() {
    List<String> first = Histories.of(42);

    for (int i = 0; i < 200; i++) {
      assertThat(Histories.of(42)).isEqualTo(first);
    }
  }

  @Test
  void otherSeedsHaveOtherHistories() {
    var histories = new HashSet<List<String>>();
    for (int seed = 0; seed < 100; seed++) {
      histories.add(Histories.of(seed));
    }

    assertThat(histories).hasSize(100);
  }

  @Test
  void timeJumpsWhenNobodyCanRun() {
    SimulatedMachine machine = simulation.machine("a");
    var slept = new AtomicInteger();
    simulation.start("a", "sleeper", () -> sleep(machine, HOUR, slept));
    long before = System.nanoTime();

    boolean isDone = simulation.runUntil(() -> slept.get() == 1, Duration.ofHours(2));

    assertThat(isDone).isTrue();
    assertThat(Duration.ofNanos(simulation.nanos())).isBetween(HOUR, HOUR.plusSeconds(1));
    assertThat(System.nanoTime() - before).isLessThan(TimeUnit.MINUTES.toNanos(1));
  }

  @Test
  void aRunEndsAtItsLimit() {
    SimulatedMachine machine = simulation.machine("a");
    var slept = new AtomicInteger();
    simulation.start("a", "sleeper", () -> sleep(machine, HOUR, slept));

    assertThat(simulation.runUntil(() -> slept.get() == 1, Duration.ofMinutes(30))).isFalse();
    assertThat(simulation.nanos()).isEqualTo(Duration.ofMinutes(30).toNanos());
    assertThat(simulation.runUntil(() -> slept.get() == 1, HOUR)).isTrue();
  }

  @Test
  void aRunEndsWhenNoThreadCanEverGoOn() {
    simulation.start("a", "waiter", () -> awaitForEver(new CountDownLatch(1)));

    assertThat(simulation.runUntil(() -> false, HOUR)).isFalse();
    assertThat(simulation.nanos()).isLessThan(HOUR.toNanos());
    assertThat(simulation.alive("a")).containsExactly("waiter");
    assertThat(simulation.stacks("a")).singleElement().asString().contains("awaitForEver");
  }

  @Test
  void eventsHappenOnTheOwnersThread() {
    var threads = new ArrayList<Thread>();
    simulation.after(HOUR, () -> threads.add(Thread.currentThread()));

    simulation.runUntil(() -> !threads.isEmpty(), HOUR.plus(HOUR));

    assertThat(threads).containsExactly(Thread.currentThread());
    assertThat(simulation.nanos()).isEqualTo(HOUR.toNanos());
  }

  @Test
  void whatAThreadStartsBelongsToItsReplica() {
    var never = new CountDownLatch(1);
    simulation.start(
        "a",
        "parent",
        () ->
            Thread.ofVirtual()
                .name("child")
                .start(
                    () ->
                        Thread.ofVirtual()
                            .name("grandchild " + simulation.running())
                            .start(() -> awaitForEver(never))));

    simulation.runUntil(() -> false, HOUR);

    assertThat(simulation.alive("a")).containsExactly("grandchild a/child");
    assertThat(simulation.alive("b")).isEmpty();
  }

  @Test
  void aFrozenReplicaStandsStillWhileItsTimeGoesOn() {
    SimulatedMachine machine = simulation.machine("a");
    var ticks = new ArrayList<Long>();
    simulation.start("a", "ticker", () -> tick(machine, ticks));
    simulation.after(Duration.ofSeconds(10), () -> simulation.freeze("a", Duration.ofSeconds(60)));

    simulation.runUntil(() -> false, Duration.ofSeconds(100));

    assertThat(ticks).noneMatch(nanos -> seconds(nanos) > 10.5 && seconds(nanos) < 70);
    assertThat(ticks).anyMatch(nanos -> seconds(nanos) >= 70 && seconds(nanos) < 71);
    assertThat(ticks).hasSizeBetween(35, 42);
  }

  @Test
  void aKilledReplicasThreadsNeverGoOn() {
    var ticks = new ArrayList<Long>();
    SimulatedMachine machine = simulation.machine("a");
    simulation.start("a", "ticker", () -> tick(machine, ticks));
    simulation.after(Duration.ofSeconds(10), () -> simulation.kill("a"));

    assertThat(simulation.runUntil(() -> false, Duration.ofSeconds(100))).isFalse();

    assertThat(ticks).hasSizeBetween(9, 10);
    assertThat(simulation.alive("a")).isEmpty();
  }

  @Test
  void aReplicaOfTheSameNameMayBeStartedAfterAKill() {
    var ticks = new ArrayList<Long>();
    simulation.start("a", "first", () -> tick(simulation.machine("a"), ticks));
    simulation.after(
        Duration.ofSeconds(10),
        () -> {
          simulation.kill("a");
          simulation.start("a", "second", () -> tick(simulation.machine("a"), ticks));
        });

    simulation.runUntil(() -> false, Duration.ofSeconds(100));

    assertThat(simulation.alive("a")).containsExactly("second");
    assertThat(ticks).hasSizeBetween(95, 101);
  }

  @Test
  void killedThreadsLeaveNothingBehind() {
    var kept = new WeakReference<>(killedWith(new byte[1_000]));

    await()
        .until(
            () -> {
              System.gc();
              return kept.get() == null;
            });
  }

  /** What a killed thread had on its stack. */
  private static byte[] killedWith(byte[] bytes) {
    var simulation = new Simulation(1);
    simulation.start(
        "a",
        "waiter",
        () -> {
          awaitForEver(new CountDownLatch(1));
          assertThat(bytes).hasSize(1_000);
        });
    simulation.runUntil(() -> false, HOUR);
    simulation.kill("a");
    return bytes;
  }

  @Test
  void runsGoSideBySide() throws InterruptedException {
    List<String> alone = Histories.of(7);
    var beside = new ConcurrentLinkedQueue<List<String>>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int run = 0; run < 20; run++) {
                      beside.add(Histories.of(7));
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(beside).hasSize(80).allMatch(alone::equals);
  }

  @Test
  void aSkewMovesTheWallClockAlone() {
    SimulatedMachine machine = simulation.machine("a");
    SimulatedMachine other = simulation.machine("b");
    long nanos = machine.nanoTime();

    simulation.skew("a", HOUR);

    assertThat(Duration.between(other.instant(), machine.instant())).isEqualTo(HOUR);
    assertThat(machine.nanoTime() - nanos).isLessThan(1_000);
  }

  @Test
  void aThreadThatWaitsByTheJvmsClockIsAFault() {
    simulation.start("a", "sleeper", () -> Thread.onSpinWait());
    simulation.start("a", "impatient", () -> awaitByTheJvmsClock(new CountDownLatch(1)));

    assertThatThrownBy(() -> simulation.runUntil(() -> false, HOUR))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a/impatient")
        .hasMessageContaining("CountDownLatch.await");
  }

  @Test
  void threadsThatRunOnAndOnAreAFault() {
    var faults = new ArrayList<String>();
    for (int seed = 0; seed < 4; seed++) {
      var eager = new Simulation(seed);
      eager.start("a", "eager", () -> runOn(eager));
      try {
        assertThat(eager.runUntil(() -> false, Duration.ofSeconds(1))).isFalse();
      } catch (IllegalStateException e) {
        faults.add(String.valueOf(e.getMessage()));
      }
    }

    // In some runs threads stand still now and then, so that time passes up to the limit.
    assertThat(faults)
        .isNotEmpty()
        .allSatisfy(fault -> assertThat(fault).contains("no progress", "a/eager"));
  }

  private static void runOn(Simulation simulation) {
    while (simulation.nanos() >= 0) {
      simulation.point();
    }
  }

  @Test
  void whoSpinsLooksAgainWhenAnotherHasRun() {
    SimulatedMachine machine = simulation.machine("a");
    var isSet = new AtomicBoolean();
    var seen = new AtomicLong();
    simulation.start(
        "a",
        "spinner",
        () -> {
          while (!isSet.get()) {
            Yields.spin();
          }
          seen.set(simulation.nanos());
        });
    simulation.start(
        "a",
        "setter",
        () -> {
          sleep(machine, Duration.ofSeconds(1), new AtomicInteger());
          isSet.set(true);
          sleep(machine, HOUR, new AtomicInteger());
        });

    simulation.runUntil(() -> false, HOUR.plus(HOUR));

    assertThat(Duration.ofNanos(seen.get()))
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void whatAFirstThreadThrowsIsKept() {
    var thrown = new IllegalStateException("on purpose");
    simulation.start(
        "a",
        "thrower",
        () -> {
          throw thrown;
        });

    simulation.runUntil(() -> false, HOUR);

    assertThat(simulation.uncaught()).containsExactly(thrown);
  }

  private static void tick(SimulatedMachine machine, List<Long> ticks) {
    long start = machine.nanoTime();
    while (ticks.size() < 1_000) {
      sleep(machine, Duration.ofSeconds(1), new AtomicInteger());
      ticks.add(machine.nanoTime() - start);
    }
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }

  private static void sleep(SimulatedMachine machine, Duration length, AtomicInteger slept) {
    try {
      machine.sleep(length.toNanos());
      slept.incrementAndGet();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitForEver(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitByTheJvmsClock(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.HOURS)).isFalse();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
