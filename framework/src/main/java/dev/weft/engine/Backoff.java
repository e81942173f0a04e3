package dev.weft.engine;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next try of something that failed; one thread uses it. */
public final class Backoff {

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration MAX = Duration.ofSeconds(5);

  private final Duration max;
  private Duration ceiling = FIRST;

  /** Waits of up to 5 s. */
  public Backoff() {
    this(MAX);
  }

  /** Waits of up to {@code max}. */
  public Backoff(Duration max) {
    this.max = max;
  }

  /** The wait before the next try: doubled each time, up to the limit, of which half is jitter. */
  public Duration next() {
    long millis = ceiling.toMillis();
    ceiling = ceiling.multipliedBy(2).compareTo(max) < 0 ? ceiling.multipliedBy(2) : max;
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
  }

  /** It worked: the next wait is a short one again. */
  public void reset() {
    ceiling = FIRST;
  }
}
