package dev.weft.engine.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.machine.Machine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is to be done once is done once, also if the housekeeper is closed before its time. */
class HousekeeperTest {

  private final Housekeeper housekeeper = new Housekeeper(Machine.real());
  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void itIsDoneAfterItsDelay() {
    long start = System.nanoTime();

    assertThat(housekeeper.after(Duration.ofMillis(100), runs::incrementAndGet)).isTrue();

    await().until(() -> runs.get() == 1);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(99));
    housekeeper.close();
    assertThat(runs).hasValue(1);
  }

  @Test
  void itIsDoneAtTheCloseIfThatComesFirst() {
    Runnable task = runs::incrementAndGet;
    housekeeper.after(Duration.ofHours(1), task);
    housekeeper.after(Duration.ofHours(1), task);

    housekeeper.close();

    assertThat(runs).hasValue(2);
  }

  @Test
  void aCloseDoesItInTheOrderInWhichItWasAskedFor() {
    var done = new ArrayList<Integer>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      housekeeper.after(Duration.ofHours(1), () -> done.add(number));
    }

    housekeeper.close();

    assertThat(done).hasSize(100).isSorted();
  }

  @Test
  void aClosedOneTakesNothing() {
    housekeeper.close();

    assertThat(housekeeper.after(Duration.ZERO, runs::incrementAndGet)).isFalse();
    assertThat(runs).hasValue(0);
  }

  @Test
  void whateverAChoreThrowsItComesRoundAgain() {
    housekeeper.every(
        Duration.ofMillis(5),
        () -> {
          runs.incrementAndGet();
          throw new NoClassDefFoundError("x");
        });

    await().until(() -> runs.get() > 3);
    housekeeper.close();
  }
}
