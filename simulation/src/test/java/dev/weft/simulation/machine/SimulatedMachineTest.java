package dev.weft.simulation.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;

@SuppressWarnings("WaitNotInLoop") // one wait is what is tested
class SimulatedMachineTest {

  private static final long SECOND = 1_000_000_000;
  private static final Duration HOUR = Duration.ofHours(1);

  private final Simulation simulation = new Simulation(1);
  private final SimulatedMachine machine = simulation.machine("a");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition condition = machine.condition(lock);
  private final List<String> events = new ArrayList<>();

  /** What a simulated thread does. */
  @FunctionalInterface
  private interface Body {
    void run() throws InterruptedException;
  }

  @Test
  void aTimedWaitForALatchEndsByTheLatchOrByTheTime() {
    var open = new CountDownLatch(1);
    var shut = new CountDownLatch(1);
    thread("waiter", () -> note("open " + machine.await(open, 10 * SECOND)));
    thread("impatient", () -> note("shut " + machine.await(shut, 5 * SECOND)));
    simulation.after(Duration.ofSeconds(3), open::countDown);

    run();

    assertThat(events).containsExactly("3 s open true", "5 s shut false");
  }

  @Test
  void aTimedWaitForPermitsTakesThemAllOrNone() {
    var permits = new Semaphore(1);
    thread("greedy", () -> note("3 " + machine.acquire(permits, 3, 4 * SECOND)));
    thread("content", () -> note("2 " + machine.acquire(permits, 2, 10 * SECOND)));
    simulation.after(Duration.ofSeconds(6), permits::release);

    run();

    assertThat(events).containsExactly("4 s 3 false", "6 s 2 true");
    assertThat(permits.availablePermits()).isZero();
  }

  @Test
  void aTimedJoinEndsByTheThreadsEndOrByTheTime() {
    Thread slow = machine.virtual("slow", () -> quietly(() -> machine.sleep(10 * SECOND)));
    thread(
        "joiner",
        () -> {
          slow.start();
          note("ended " + machine.join(slow, 5 * SECOND));
          note("ended " + machine.join(slow, 50 * SECOND));
          note("ended " + machine.join(slow, 0));
        });

    run();

    assertThat(events).containsExactly("5 s ended false", "10 s ended true", "10 s ended true");
  }

  @Test
  void aThreadThatIsNotStartedIsNotJoined() {
    Thread unstarted = machine.virtual("unstarted", () -> {});

    assertThatThrownBy(() -> machine.join(unstarted, SECOND))
        .isInstanceOf(IllegalThreadStateException.class)
        .hasMessageContaining("unstarted");
  }

  @Test
  void parkEndsByTheTimeOrByAnUnpark() {
    Thread parked =
        thread(
            "parked",
            () -> {
              machine.parkNanos(this, 2 * SECOND);
              note("first");
              machine.parkNanos(this, 100 * SECOND);
              note("second");
            });
    simulation.after(Duration.ofSeconds(7), () -> LockSupport.unpark(parked));

    run();

    assertThat(events).containsExactly("2 s first", "7 s second");
  }

  @Test
  void aConditionIsSignalledOrItsTimeIsOver() {
    thread("waiter", () -> note("signalled " + locked(() -> await(10 * SECOND))));
    thread(
        "signaller",
        () -> {
          machine.sleep(4 * SECOND);
          locked(
              () -> {
                condition.signal();
                return true;
              });
        });
    thread(
        "second",
        () -> {
          machine.sleep(5 * SECOND);
          note("signalled " + locked(() -> await(10 * SECOND)));
        });

    run();

    assertThat(events).containsExactly("4 s signalled true", "15 s signalled false");
  }

  @Test
  void oneSignalWakesOneAndSignalAllTheRest() {
    for (int i = 0; i < 3; i++) {
      thread("waiter", () -> note("woken " + locked(() -> await(100 * SECOND))));
    }
    thread(
        "signaller",
        () -> {
          machine.sleep(SECOND);
          signal(condition::signal);
          machine.sleep(SECOND);
          signal(condition::signalAll);
        });

    run();

    assertThat(events).containsExactly("1 s woken true", "2 s woken true", "2 s woken true");
  }

  @Test
  void aWaitGivesUpEveryHoldOfItsLockAndTakesThemAgain() {
    thread(
        "waiter",
        () -> {
          lock.lock();
          try {
            boolean isSignalled = locked(() -> await(10 * SECOND));
            note(isSignalled + " with holds " + lock.getHoldCount());
          } finally {
            lock.unlock();
          }
        });
    thread(
        "signaller",
        () -> {
          machine.sleep(SECOND);
          signal(condition::signal);
        });

    run();

    assertThat(events).containsExactly("1 s true with holds 1");
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void anInterruptEndsEveryWaitButAnUninterruptibleOne() {
    var latch = new CountDownLatch(1);
    var permits = new Semaphore(0);
    List<Thread> threads =
        List.of(
            thread("latch", () -> machine.await(latch, 100 * SECOND)),
            thread("permits", () -> machine.acquire(permits, 1, 100 * SECOND)),
            thread("sleep", () -> machine.sleep(100 * SECOND)),
            thread("condition", () -> locked(() -> await(100 * SECOND))));
    Thread stubborn =
        thread(
            "stubborn",
            () -> {
              locked(
                  () -> {
                    condition.awaitUninterruptibly();
                    return true;
                  });
              note("woken, flag " + Thread.currentThread().isInterrupted());
            });
    simulation.after(Duration.ofSeconds(1), () -> threads.forEach(Thread::interrupt));
    simulation.after(Duration.ofSeconds(1), stubborn::interrupt);
    thread(
        "signaller",
        () -> {
          machine.sleep(2 * SECOND);
          signal(condition::signalAll);
        });

    run();

    assertThat(events)
        .containsExactlyInAnyOrder(
            "1 s latch interrupted",
            "1 s permits interrupted",
            "1 s sleep interrupted",
            "1 s condition interrupted",
            "2 s woken, flag true");
  }

  @Test
  void anInterruptThatIsThereBeforeTheWaitEndsItThoughTheLatchIsOpen() {
    var open = new CountDownLatch(0);
    thread(
        "waiter",
        () -> {
          Thread.currentThread().interrupt();
          note("open " + machine.await(open, SECOND));
        });

    run();

    assertThat(events).containsExactly("0 s waiter interrupted");
  }

  @Test
  void aThreadThatWasSignalledBeforeItsInterruptReturnsWithTheFlag() {
    Thread waiter =
        thread(
            "waiter",
            () ->
                note(
                    "signalled "
                        + locked(() -> await(100 * SECOND))
                        + Thread.currentThread().isInterrupted()));
    thread(
        "signaller",
        () -> {
          machine.sleep(SECOND);
          signal(
              () -> {
                condition.signal();
                waiter.interrupt();
              });
        });

    run();

    assertThat(events).containsExactly("1 s signalled truetrue");
  }

  @Test
  void aThreadThatWasInterruptedBeforeASignalTakesNoneAway() {
    Thread first = thread("first", () -> locked(() -> await(100 * SECOND)));
    thread(
        "second",
        () -> {
          machine.sleep(SECOND);
          note("second " + locked(() -> await(100 * SECOND)));
        });
    thread(
        "signaller",
        () -> {
          machine.sleep(2 * SECOND);
          first.interrupt();
          machine.sleep(SECOND);
          signal(condition::signal);
        });

    run();

    assertThat(events).containsExactly("2 s first interrupted", "3 s second true");
  }

  @Test
  void aConditionIsRefusedWithoutItsLock() {
    var refused = new ArrayList<Exception>();
    thread(
        "careless",
        () -> {
          try {
            condition.signal();
          } catch (IllegalMonitorStateException e) {
            refused.add(e);
          }
        });

    run();

    assertThat(refused).singleElement().asString().contains("careless");
    assertThatThrownBy(() -> machine.condition(new ReentrantReadWriteLock().writeLock()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a ReentrantLock");
  }

  @Test
  void whoWaitsHasToBeASimulatedThread() {
    assertThatThrownBy(() -> machine.sleep(SECOND))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expected one of its simulation's threads");
  }

  @Test
  void someSeedsHaveWaitsThatEndForNoReason() {
    int spurious = 0;
    for (int seed = 0; seed < 100; seed++) {
      var other = new Simulation(seed);
      var own = new ReentrantLock();
      Condition never = other.machine("a").condition(own);
      var early = new ArrayList<Boolean>();
      other.start(
          "a",
          "waiter",
          () ->
              quietly(
                  () -> {
                    for (int i = 0; i < 200; i++) {
                      own.lock();
                      try {
                        early.add(never.await(1, TimeUnit.SECONDS));
                      } finally {
                        own.unlock();
                      }
                    }
                  }));
      other.runUntil(() -> early.size() == 200, HOUR);
      spurious += early.contains(true) ? 1 : 0;
    }

    assertThat(spurious).isBetween(1, 50);
  }

  @Test
  void timersComeDueOneAfterTheOtherAndTheirThreadGoesWithTheLast() {
    var timers = machine.timers("chores");
    thread(
        "main",
        () -> {
          timers.after(2 * SECOND, () -> note("once"));
          var every = timers.every(3 * SECOND, () -> note("again"));
          machine.sleep(10 * SECOND);
          note(simulation.alive("a").toString());
          every.cancel();
          machine.sleep(SECOND);
          note(simulation.alive("a").toString());
        });

    run();

    assertThat(events)
        .containsExactly(
            "2 s once",
            "3 s again",
            "6 s again",
            "9 s again",
            "10 s [main, chores]",
            "11 s [main]");
  }

  @Test
  void aTimersTaskThatThrowsIsNotRunAgain() {
    var timers = machine.timers("chores");
    thread(
        "main",
        () ->
            timers.every(
                SECOND,
                () -> {
                  note("fails");
                  throw new IllegalStateException("on purpose");
                }));

    run();

    assertThat(events).containsExactly("1 s fails");
  }

  @Test
  void closedTimersInterruptWhatRunsAndTakeNothingMore() {
    var timers = machine.timers("chores");
    thread(
        "main",
        () -> {
          timers.after(SECOND, () -> quietly(() -> machine.sleep(100 * SECOND)));
          timers.after(50 * SECOND, () -> note("never"));
          machine.sleep(5 * SECOND);
          timers.close();
          try {
            timers.after(SECOND, () -> note("never"));
          } catch (RejectedExecutionException e) {
            note("rejected");
          }
        });

    run();

    assertThat(events).containsExactlyInAnyOrder("5 s chores interrupted", "5 s rejected");
    assertThat(simulation.alive("a")).isEmpty();
  }

  @Test
  void uniqueBytesAreUniqueAmongReplicas() {
    var bytes = new byte[16];
    var other = new byte[16];

    machine.fillUnique(bytes);
    simulation.machine("b").fillUnique(other);

    assertThat(bytes).isNotEqualTo(other);
  }

  private void run() {
    simulation.runUntil(() -> false, HOUR);
    assertThat(simulation.uncaught()).isEmpty();
  }

  private Thread thread(String name, Body body) {
    Thread thread = machine.virtual(name, () -> quietly(body));
    thread.start();
    return thread;
  }

  private void quietly(Body body) {
    try {
      body.run();
    } catch (InterruptedException e) {
      note(Thread.currentThread().getName() + " interrupted");
    }
  }

  private void note(String event) {
    events.add(TimeUnit.NANOSECONDS.toSeconds(simulation.nanos()) + " s " + event);
  }

  /** A wait of the condition, or more, under the lock. */
  @FunctionalInterface
  private interface Step {
    boolean take() throws InterruptedException;
  }

  private boolean locked(Step step) throws InterruptedException {
    lock.lock();
    try {
      return step.take();
    } finally {
      lock.unlock();
    }
  }

  private void signal(Runnable signal) throws InterruptedException {
    boolean unused =
        locked(
            () -> {
              signal.run();
              return true;
            });
  }

  /** Whether it was signalled. A wait may end for no reason, but not in this seed's run. */
  private boolean await(long nanos) throws InterruptedException {
    return condition.await(nanos, TimeUnit.NANOSECONDS);
  }
}
