package dev.weft.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Timers: what comes due, one task after the other, on one thread. */
interface TimersContract extends OnMachine {

  @Test
  default void aTaskRunsOnceAfterItsTime() throws InterruptedException {
    var ran = new CopyOnWriteArrayList<Long>();
    var later = new CountDownLatch(1);
    try (Timers timers = machine().timers("timers")) {
      long before = machine().nanoTime();
      timers.after(SHORT, () -> ran.add(since(before)));
      timers.after(3 * SHORT, later::countDown);

      assertThat(machine().await(later, LONG)).isTrue();
      assertThat(ran).singleElement().satisfies(at -> assertThat(at).isGreaterThanOrEqualTo(SHORT));
    }
  }

  @Test
  default void aTaskComesRoundUntilItIsCancelled() throws InterruptedException {
    var three = new CountDownLatch(3);
    var rounds = new AtomicInteger();
    var later = new CountDownLatch(1);
    try (Timers timers = machine().timers("timers")) {
      Timers.Timer timer =
          timers.every(
              SHORT,
              () -> {
                rounds.incrementAndGet();
                three.countDown();
              });
      assertThat(machine().await(three, LONG)).isTrue();

      timer.cancel();

      int atMost = rounds.get() + 1; // one may be under way
      timers.after(3 * SHORT, later::countDown);
      assertThat(machine().await(later, LONG)).isTrue();
      assertThat(rounds).hasValueLessThanOrEqualTo(atMost);
    }
  }

  @Test
  default void whatJoinsOthersOfItsIntervalRunsFirstAfterAWholeOne() throws InterruptedException {
    long interval = 4 * SHORT;
    var waits = new CopyOnWriteArrayList<Long>();
    var all = new CountDownLatch(3);
    try (Timers timers = machine().timers("timers")) {
      for (int i = 0; i < 3; i++) {
        long before = machine().nanoTime();
        timers.every(
            interval,
            () -> {
              waits.add(since(before));
              all.countDown();
            });
        machine().sleep(SHORT / 3);
      }

      assertThat(machine().await(all, LONG)).isTrue();
      assertThat(waits).allSatisfy(wait -> assertThat(wait).isGreaterThanOrEqualTo(interval));
    }
  }

  @Test
  default void aTaskThatIsCancelledIsNotRun() throws InterruptedException {
    var ran = new AtomicInteger();
    var later = new CountDownLatch(1);
    try (Timers timers = machine().timers("timers")) {
      long before = machine().nanoTime();
      timers.after(SHORT, ran::incrementAndGet).cancel();
      int atMost = since(before) < SHORT ? 0 : 1; // a busy machine may have let it begin
      timers.after(3 * SHORT, later::countDown);

      assertThat(machine().await(later, LONG)).isTrue();
      assertThat(ran).hasValueLessThanOrEqualTo(atMost);
    }
  }

  @Test
  default void tasksRunInTheOrderOfTheirTimesOnTheirThread() throws InterruptedException {
    List<String> ran = new CopyOnWriteArrayList<>();
    var last = new CountDownLatch(1);
    try (Timers timers = machine().timers("timers")) {
      timers.after(20 * SHORT, () -> ran.add("second on " + Thread.currentThread().getName()));
      timers.after(SHORT, () -> ran.add("first on " + Thread.currentThread().getName()));
      timers.after(21 * SHORT, last::countDown);

      assertThat(machine().await(last, LONG)).isTrue();
      assertThat(ran).containsExactly("first on timers", "second on timers");
    }
  }

  @Test
  default void whatOneTaskThrowsIsNoMatterToTheOthers() throws InterruptedException {
    var later = new CountDownLatch(1);
    try (Timers timers = machine().timers("timers")) {
      timers.every(
          SHORT,
          () -> {
            throw new IllegalStateException("for the test");
          });
      timers.after(3 * SHORT, later::countDown);

      assertThat(machine().await(later, LONG)).isTrue();
    }
  }

  @Test
  default void whatHasNotBegunIsDroppedAtTheEnd() throws InterruptedException {
    var ran = new AtomicInteger();
    Timers timers = machine().timers("timers");
    long before = machine().nanoTime();
    timers.after(SHORT, ran::incrementAndGet);

    timers.close();

    int atMost = since(before) < SHORT ? 0 : 1; // a busy machine may have let it begin
    machine().sleep(3 * SHORT);
    assertThat(ran).hasValueLessThanOrEqualTo(atMost);
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> timers.after(SHORT, ran::incrementAndGet));
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> timers.every(SHORT, ran::incrementAndGet));
    assertThatCode(timers::close).doesNotThrowAnyException();
  }
}
