package dev.weft.engine;

import dev.weft.machine.Machine;
import java.time.Duration;

/** How long to wait before the next try of something that failed; one thread uses it. */
public final class Backoff {

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration MAX = Duration.ofSeconds(5);

  private final Machine machine;
  private final Duration max;
  private Duration ceiling = FIRST;

  /** Waits of up to 5 s. */
  public Backoff(Machine machine) {
    this(machine, MAX);
  }

  /** Waits of up to {@code max}. */
  public Backoff(Machine machine, Duration max) {
    this.machine = machine;
    this.max = max;
  }

  /** The wait before the next try: doubled each time, up to the limit, of which half is jitter. */
  public Duration next() {
    long millis = ceiling.toMillis();
    ceiling = ceiling.multipliedBy(2).compareTo(max) < 0 ? ceiling.multipliedBy(2) : max;
    return Duration.ofMillis(machine.random().nextLong(millis / 2, millis + 1));
  }

  /** It worked: the next wait is a short one again. */
  public void reset() {
    ceiling = FIRST;
  }
}
