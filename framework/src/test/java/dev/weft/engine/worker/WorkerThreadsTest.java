package dev.weft.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weft.machine.Machine;
import dev.weft.testing.Shortage;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who waits for a worker waits for the latest of its threads, and interrupts it. */
class WorkerThreadsTest {

  private final AtomicBoolean stopped = new AtomicBoolean();
  private final WorkerThreads threads = new WorkerThreads(Machine.real(), "test", stopped::get);
  private final CountDownLatch firstMayEnd = new CountDownLatch(1);
  private final CountDownLatch secondMayEnd = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private final Thread waiting =
      Thread.ofVirtual()
          .unstarted(
              () -> {
                try {
                  threads.join();
                  interrupted.set(Thread.currentThread().isInterrupted());
                } catch (InterruptedException | RuntimeException e) {
                  failure.set(e);
                }
              });

  @AfterEach
  void end() throws InterruptedException {
    firstMayEnd.countDown();
    secondMayEnd.countDown();
    waiting.interrupt();
    waiting.join();
  }

  @Test
  void itWaitsForOneThatIsYetToStart() {
    waiting.start();
    assertStillWaits();

    threads.start(() -> true);

    assertEnds();
  }

  @Test
  void whereNoneCanBeStartedItEndsWithTheCause() {
    startWithoutMemory();

    assertThatThrownBy(threads::join).isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void whereNoneCanBeStartedInTheFirstOnesPlaceItEndsWithTheCause() {
    startOneThatIsGivenUp();
    startWithoutMemory();

    assertThatThrownBy(threads::join).isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void itWaitsForTheOneThatTakesTheFirstOnesPlace() {
    startOneThatIsGivenUp();
    waiting.start();
    firstMayEnd.countDown();
    assertStillWaits();

    threads.start(
        () -> {
          secondMayEnd.await();
          return true;
        });
    assertStillWaits();
    secondMayEnd.countDown();

    assertEnds();
  }

  @Test
  void whatTheLastOneFailsWithIsNotLost() {
    threads.start(
        () -> {
          throw new IllegalStateException("no permission");
        });

    assertThatIllegalStateException().isThrownBy(threads::join).withMessage("no permission");
  }

  @Test
  void itDoesNotWaitForOneThatWasGivenUpAndNeverEnds() {
    startOneThatIsGivenUp();
    threads.start(() -> true);

    waiting.start();

    assertEnds();
  }

  @Test
  void anInterruptReachesTheOneThatWorks() throws InterruptedException {
    threads.start(
        () -> {
          firstMayEnd.await();
          return true;
        });
    waiting.start();

    waiting.interrupt();

    waiting.join(Duration.ofSeconds(20));
    assertThat(failure.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void anInterruptThatDoesNotEndTheOneThatWorksEndsNoWait() {
    var heard = new CountDownLatch(1);
    threads.start(
        () -> {
          try {
            firstMayEnd.await();
          } catch (InterruptedException e) {
            heard.countDown();
            secondMayEnd.await();
          }
          return true;
        });
    waiting.start();

    waiting.interrupt();

    await().until(() -> heard.getCount() == 0);
    assertStillWaits();
    secondMayEnd.countDown();
    assertEnds();
  }

  // Others may be at work on threads of their own: who joins is to interrupt them too.
  @Test
  void aStopsInterruptThatTheOneThatWorksKeepsToItselfIsNotLost() {
    threads.start(
        () -> {
          try {
            firstMayEnd.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return true;
        });
    stopped.set(true);
    waiting.start();

    waiting.interrupt();

    assertEnds();
    assertThat(interrupted).isTrue();
  }

  @Test
  void anInterruptBeforeTheStopIsNotTakenForTheStops() {
    threads.start(
        () -> {
          try {
            firstMayEnd.await();
          } catch (InterruptedException e) {
            return true;
          }
          return true;
        });
    waiting.start();

    waiting.interrupt();

    assertEnds();
    assertThat(interrupted).isFalse();
  }

  @Test
  void oneThatWasGivenUpKnowsThatAnotherHasItsPlace() {
    var latest = new AtomicReference<@Nullable Boolean>();
    threads.start(
        () -> {
          firstMayEnd.await();
          latest.set(threads.isLatest());
          return false;
        });
    threads.start(threads::isLatest);

    waiting.start();

    assertEnds();
    firstMayEnd.countDown();
    await().untilAsserted(() -> assertThat(latest).hasValue(false));
  }

  /** One that says, once it may end, that it was given up. */
  private void startOneThatIsGivenUp() {
    threads.start(
        () -> {
          firstMayEnd.await();
          return false;
        });
  }

  private void startWithoutMemory() {
    var shortage = new Shortage();
    shortage.begin(1);
    try {
      threads.start(() -> true);
    } finally {
      shortage.remove();
    }
  }

  private void assertStillWaits() {
    await().during(Duration.ofMillis(200)).until(waiting::isAlive);
  }

  private void assertEnds() {
    await().atMost(Duration.ofSeconds(20)).until(() -> !waiting.isAlive());
    assertThat(failure.get()).isNull();
  }
}
