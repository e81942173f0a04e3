package dev.weft.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A thread that comes back after it was given up waits for whoever works in its place. */
class SubstitutesTest {

  private final Substitutes substitutes = new Substitutes("test");
  private final CountDownLatch firstMayEnd = new CountDownLatch(1);
  private final CountDownLatch secondMayEnd = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Thread given =
      Thread.ofVirtual()
          .unstarted(
              () -> {
                try {
                  substitutes.join();
                } catch (InterruptedException | RuntimeException e) {
                  failure.set(e);
                }
              });

  @AfterEach
  void end() throws InterruptedException {
    firstMayEnd.countDown();
    secondMayEnd.countDown();
    given.interrupt();
    given.join();
  }

  @Test
  void itWaitsForOneThatIsYetToStart() {
    given.start();
    assertStillWaits();

    substitutes.start(() -> true);

    assertEnds();
  }

  @Test
  void itWaitsForTheOneThatTakesASubstitutesPlace() {
    substitutes.start(
        () -> {
          firstMayEnd.await();
          return false; // given up
        });
    given.start();
    firstMayEnd.countDown();
    assertStillWaits();

    substitutes.start(
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
    substitutes.start(
        () -> {
          throw new IllegalStateException("no permission");
        });

    assertThatIllegalStateException().isThrownBy(substitutes::join).withMessage("no permission");
  }

  private void assertStillWaits() {
    await().during(Duration.ofMillis(200)).until(given::isAlive);
  }

  private void assertEnds() {
    await().atMost(Duration.ofSeconds(20)).until(() -> !given.isAlive());
    assertThat(failure.get()).isNull();
  }
}
