package dev.weft.jetstream.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long pulls are held back after the server ended some of them early. */
class PullPauseTest {

  private final PullPause pause = new PullPause();
  private long now = 1_000;

  @Test
  void aBurstOfEndedPullsCountsOnce() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(pause.grow(now)).isFalse();
    }

    assertThat(pause.isOn(now + millis(19))).isTrue();
    assertThat(pause.isOn(now + millis(20))).isFalse();
  }

  @Test
  void eachTimeItIsDoubledUpToASecondWhichIsSaidOnceABurst() {
    for (long length : new long[] {20, 40, 80, 160, 320, 640}) {
      assertThat(pause.grow(now)).isFalse();
      assertLasts(length);
    }

    assertThat(pause.grow(now)).isTrue();
    assertThat(pause.grow(now)).isFalse();
    assertLasts(1_000);
    assertThat(pause.grow(now)).isTrue();
  }

  @Test
  void itBeginsShortAgainAfterAnAnswer() {
    pause.grow(now);
    assertLasts(20);
    pause.reset();

    pause.grow(now);

    assertLasts(20);
  }

  private void assertLasts(long millis) {
    assertThat(pause.isOn(now + millis(millis) - 1)).isTrue();
    now += millis(millis);
    assertThat(pause.isOn(now)).isFalse();
  }

  private static long millis(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }
}
