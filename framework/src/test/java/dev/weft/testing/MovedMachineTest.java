package dev.weft.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.machine.Machine;
import dev.weft.machine.MachineContract;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

final class MovedMachineTest implements MachineContract {

  private final MovedMachine machine = new MovedMachine();

  @Override
  public Machine machine() {
    return machine;
  }

  @Test
  void aMoveEndsAWaitOfHours() throws InterruptedException {
    Thread sleeper = machine.virtual("sleeps", () -> sleep(Duration.ofHours(1)));
    sleeper.start();

    while (!machine.join(sleeper, SHORT)) { // it may not sleep yet
      machine.move(Duration.ofHours(1));
    }
  }

  @Test
  void aMoveBringsATimer() throws InterruptedException {
    var ran = new CountDownLatch(1);
    try (var timers = machine.timers("timers")) {
      timers.after(Duration.ofHours(1).toNanos(), ran::countDown);

      machine.move(Duration.ofHours(1));

      assertThat(machine.await(ran, LONG)).isTrue();
    }
  }

  @Test
  void aMoveEndsNoWaitBeforeItsTime() throws InterruptedException {
    var lock = new ReentrantLock();
    Condition changed = machine.condition(lock);
    var waiting = new CountDownLatch(2);
    var ended = new AtomicInteger();
    Thread waiter =
        machine.virtual(
            "waits",
            () -> {
              lock.lock();
              try {
                waiting.countDown();
                ended.addAndGet(isSignalled(changed, Duration.ofHours(1)) ? 1 : 2);
              } finally {
                lock.unlock();
              }
            });
    Thread parked =
        machine.virtual(
            "parks",
            () -> {
              waiting.countDown();
              machine.parkNanos(this, Duration.ofHours(1).toNanos());
              ended.addAndGet(2);
            });
    waiter.start();
    parked.start();
    waiting.await();
    await().until(() -> parked.getState() == Thread.State.TIMED_WAITING);
    await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);

    for (int i = 0; i < 50; i++) {
      machine.move(Duration.ofMinutes(1));
    }

    assertThat(waiter.join(Duration.ofNanos(SHORT))).isFalse();
    assertThat(parked.join(Duration.ofNanos(SHORT))).isFalse();
    assertThat(ended).hasValue(0);
    machine.move(Duration.ofHours(1));
    waiter.join();
    parked.join();
    assertThat(ended).hasValue(4);
  }

  @Test
  void aWaitThatAMoveShortensEndsByItself() throws InterruptedException {
    Thread parked =
        machine.virtual(
            "parks", () -> machine.parkNanos(this, Duration.ofHours(1).plusMillis(100).toNanos()));
    parked.start();
    await().until(() -> parked.getState() == Thread.State.TIMED_WAITING);

    machine.move(Duration.ofHours(1));

    assertThat(parked.join(Duration.ofNanos(LONG))).isTrue();
  }

  @Test
  void anInterruptTakesNoSignalAway() throws InterruptedException {
    var lock = new ReentrantLock();
    Condition changed = machine.condition(lock);
    var waiting = new CountDownLatch(1);
    var ended = new AtomicReference<String>();
    Thread waiter =
        machine.virtual(
            "waits",
            () -> {
              lock.lock();
              try {
                waiting.countDown();
                ended.set(isSignalled(changed, Duration.ofHours(1)) + " " + Thread.interrupted());
              } finally {
                lock.unlock();
              }
            });
    waiter.start();
    waiting.await();

    lock.lock();
    try {
      changed.signal();
      waiter.interrupt();
    } finally {
      lock.unlock();
    }

    waiter.join();
    assertThat(ended).hasValue("true true");
  }

  @SuppressWarnings("WaitNotInLoop") // the wait is what is tested
  private static boolean isSignalled(Condition changed, Duration time) {
    try {
      return changed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void sleep(Duration time) {
    try {
      machine.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
