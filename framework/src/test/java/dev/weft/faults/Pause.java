package dev.weft.faults;

import java.time.Duration;

/** How long a fault lasts. It is no wait for a condition: the time is what is injected. */
final class Pause {

  private Pause() {}

  static void of(Duration time) throws InterruptedException {
    Thread.sleep(time);
  }

  static void ofSeconds(long seconds) throws InterruptedException {
    of(Duration.ofSeconds(seconds));
  }
}
