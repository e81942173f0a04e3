package dev.weft.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecentOutcomesTest {

  private static final long START = Long.MAX_VALUE - 5; // nanoTime may start anywhere, and overflow

  private final RecentOutcomes recent = new RecentOutcomes(Duration.ofMinutes(1), START);

  @Test
  void allWithinTheWindowCount() {
    recent.add(true, at(0));
    recent.add(false, at(30));
    recent.add(true, at(59));

    assertThat(recent.counted()).isEqualTo(3);
    assertThat(recent.failed()).isEqualTo(2);
  }

  @Test
  void whatIsOlderThanTheWindowIsForgottenSecondBySecond() {
    recent.add(true, at(0));
    recent.add(true, at(1));
    recent.add(false, at(60));

    assertThat(recent.counted()).isEqualTo(2);
    assertThat(recent.failed()).isEqualTo(1);
  }

  @Test
  void afterALongSilenceNothingIsLeft() {
    for (int i = 0; i < 100; i++) {
      recent.add(true, at(i));
    }
    recent.add(false, at(100_000));

    assertThat(recent.counted()).isEqualTo(1);
    assertThat(recent.failed()).isZero();
  }

  @Test
  void aSteadyStreamKeepsTheCountOfOneWindow() {
    for (int i = 0; i < 1_000; i++) {
      recent.add(i % 2 == 0, at(i));
    }

    assertThat(recent.counted()).isEqualTo(60);
    assertThat(recent.failed()).isEqualTo(30);
  }

  @Test
  void clearedItCountsFromNothing() {
    recent.add(true, at(0));
    recent.clear();
    recent.add(true, at(1));

    assertThat(recent.counted()).isEqualTo(1);
    assertThat(recent.failed()).isEqualTo(1);
  }

  @Test
  void aWindowOfANanosecondWorks() {
    var tiny = new RecentOutcomes(Duration.ofNanos(1), 0);
    tiny.add(true, 0);
    tiny.add(true, 1_000);

    assertThat(tiny.counted()).isEqualTo(1);
  }

  private static long at(int second) {
    return START + Duration.ofSeconds(second).toNanos();
  }
}
