package dev.weft.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Time, and waits that end by it. */
interface WaitsContract extends OnMachine {

  @Test
  default void timeGoesOnWhileAThreadSleeps() throws InterruptedException {
    long before = machine().nanoTime();
    Instant day = machine().instant();

    machine().sleep(SHORT);

    assertThat(since(before)).isGreaterThanOrEqualTo(SHORT);
    assertThat(machine().instant()).isAfter(day);
  }

  @Test
  default void aWaitForALatchEndsWithItsTime() throws InterruptedException {
    long before = machine().nanoTime();

    assertThat(machine().await(new CountDownLatch(1), SHORT)).isFalse();

    assertThat(since(before)).isGreaterThanOrEqualTo(SHORT);
  }

  @Test
  default void aWaitForALatchEndsAtZero() throws InterruptedException {
    var latch = new CountDownLatch(1);
    machine().virtual("counts", latch::countDown).start();

    assertThat(machine().await(latch, LONG)).isTrue();
  }

  @Test
  default void whatIsThereAlreadyNeedsNoTime() throws InterruptedException {
    var permits = new Semaphore(2);

    assertThat(machine().await(new CountDownLatch(0), 0)).isTrue();
    assertThat(machine().await(new CountDownLatch(0), -1)).isTrue();
    assertThat(machine().acquire(permits, 2, -1)).isTrue();
    assertThat(permits.availablePermits()).isZero();
  }

  @Test
  default void aTimeThatIsOverIsNotWaitedFor() throws InterruptedException {
    assertThat(machine().await(new CountDownLatch(1), 0)).isFalse();
    assertThat(machine().await(new CountDownLatch(1), -1)).isFalse();
    assertThat(machine().acquire(new Semaphore(0), 1, -1)).isFalse();
  }

  @Test
  default void noPermitIsTakenWhenTheTimeIsOver() throws InterruptedException {
    var permits = new Semaphore(1);

    assertThat(machine().acquire(permits, 2, SHORT)).isFalse();

    assertThat(permits.availablePermits()).isOne();
  }

  @Test
  default void permitsAreTakenWhenTheyCome() throws InterruptedException {
    var permits = new Semaphore(1);
    machine().virtual("releases", permits::release).start();

    assertThat(machine().acquire(permits, 2, LONG)).isTrue();

    assertThat(permits.availablePermits()).isZero();
  }

  @Test
  default void aThreadIsWaitedForUntilItEnds() throws InterruptedException {
    var end = new CountDownLatch(1);
    Thread thread = machine().virtual("waits", () -> untilZero(end));
    thread.start();

    assertThat(machine().join(thread, SHORT)).isFalse();
    end.countDown();

    assertThat(machine().join(thread, LONG)).isTrue();
  }

  @Test
  default void aParkedThreadGoesOnWithTime() {
    long before = machine().nanoTime();

    while (since(before) < SHORT) { // it may go on for no reason
      machine().parkNanos(this, SHORT);
    }
  }

  @Test
  default void aParkedThreadGoesOnWhenItIsUnparked() {
    long before = machine().nanoTime();
    LockSupport.unpark(Thread.currentThread());

    machine().parkNanos(this, LONG);

    assertThat(since(before)).isLessThan(LONG);
  }

  @Test
  default void aParkedThreadGoesOnWhenItIsInterrupted() {
    long before = machine().nanoTime();
    Thread.currentThread().interrupt();

    machine().parkNanos(this, LONG);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(since(before)).isLessThan(LONG);
  }

  @Test
  default void anInterruptEndsEachWait() {
    assertInterrupted(() -> machine().sleep(LONG));
    assertInterrupted(() -> machine().await(new CountDownLatch(1), LONG));
    assertInterrupted(() -> machine().acquire(new Semaphore(0), 1, LONG));
    Thread self = Thread.currentThread();
    assertInterrupted(() -> machine().join(self, LONG));
  }

  private static void assertInterrupted(ThrowingCallable wait) {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(wait);
    assertThat(Thread.interrupted()).isFalse();
  }

  private static void untilZero(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
