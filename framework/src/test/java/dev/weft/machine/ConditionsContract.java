package dev.weft.machine;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Conditions whose timed waits go by the machine. */
@SuppressWarnings("WaitNotInLoop") // the waits are what is tested
interface ConditionsContract extends OnMachine {

  @Test
  default void aTimedWaitForASignalEndsWithItsTime() throws InterruptedException {
    var lock = new ReentrantLock();
    Condition changed = machine().condition(lock);
    long before = machine().nanoTime();
    lock.lock();
    try {
      long left = SHORT;
      while (left > 0) {
        left = changed.awaitNanos(left);
      }

      assertThat(since(before)).isGreaterThanOrEqualTo(SHORT);
      assertThat(lock.isHeldByCurrentThread()).isTrue();
    } finally {
      lock.unlock();
    }
  }

  @Test
  default void aTimedWaitSaysThatItsTimeIsOver() throws InterruptedException {
    var lock = new ReentrantLock();
    Condition changed = machine().condition(lock);
    lock.lock();
    try {
      while (changed.await(SHORT, NANOSECONDS)) {
        // for no reason: nobody signals
      }
      assertThat(changed.awaitNanos(0)).isNotPositive();
    } finally {
      lock.unlock();
    }
  }

  @Test
  default void aSignalEndsAWait() throws InterruptedException {
    var lock = new ReentrantLock();
    Condition changed = machine().condition(lock);
    var told = new AtomicBoolean();
    Thread teller = machine().virtual("tells", () -> tell(lock, changed, told));
    lock.lock();
    try {
      teller.start();
      while (!told.get()) {
        assertThat(changed.await(LONG, NANOSECONDS)).isTrue();
      }
    } finally {
      lock.unlock();
    }
  }

  @Test
  default void aSignalToAllEndsEachWait() throws InterruptedException {
    var lock = new ReentrantLock();
    Condition changed = machine().condition(lock);
    var told = new AtomicBoolean();
    var ended = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      threads.add(
          machine()
              .virtual(
                  "waits-" + i, () -> ended.addAndGet(untilTold(lock, changed, told) ? 1 : 0)));
    }
    threads.forEach(Thread::start);
    machine().sleep(SHORT);

    tell(lock, changed, told);

    for (Thread thread : threads) {
      assertThat(machine().join(thread, LONG)).isTrue();
    }
    assertThat(ended).hasValue(3);
  }

  @Test
  default void anInterruptEndsAWaitForASignal() {
    var lock = new ReentrantLock();
    Condition changed = machine().condition(lock);
    lock.lock();
    try {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> changed.awaitNanos(LONG));
      assertThat(lock.isHeldByCurrentThread()).isTrue();
    } finally {
      lock.unlock();
    }
  }

  @Test
  default void aConditionIsUsedUnderItsLockAlone() {
    Condition changed = machine().condition(new ReentrantLock());

    assertThatExceptionOfType(IllegalMonitorStateException.class)
        .isThrownBy(() -> changed.awaitNanos(SHORT));
    assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(changed::signalAll);
  }

  private static void tell(ReentrantLock lock, Condition changed, AtomicBoolean told) {
    lock.lock();
    try {
      told.set(true);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static boolean untilTold(ReentrantLock lock, Condition changed, AtomicBoolean told) {
    lock.lock();
    try {
      while (!told.get()) {
        changed.await();
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
