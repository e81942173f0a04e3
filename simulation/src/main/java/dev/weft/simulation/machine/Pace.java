package dev.weft.simulation.machine;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How fast the simulated machine is, and how evenly it runs.
 *
 * @param step how long a thread runs at most between two looks at the others, in nanoseconds
 * @param stallOneIn at one in so many points a thread stands still though it could run; 0 for never
 * @param stall for how long at most, in nanoseconds
 * @param spuriousOneIn one in so many waits ends for no reason; 0 for none
 */
record Pace(long step, int stallOneIn, long stall, int spuriousOneIn) {

  private static final long SLOWEST_STEP = Duration.ofNanos(20_000).toNanos();
  private static final long LONGEST_STALL = Duration.ofMillis(50).toNanos();

  static Pace by(RandomGenerator random) {
    return new Pace(
        Chance.logarithmic(random, SLOWEST_STEP),
        random.nextInt(4) == 0 ? rarely(random) : 0,
        Chance.logarithmic(random, LONGEST_STALL),
        random.nextInt(8) == 0 ? rarely(random) : 0);
  }

  // Not so often that a loop around a wait, which begins its time again, never ends.
  private static int rarely(RandomGenerator random) {
    return 10 * (int) Chance.logarithmic(random, 100);
  }
}
