package dev.weft.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.time.Duration;
import java.util.Random;
import org.slf4j.LoggerFactory;

/**
 * Rounds of random operations, for as long as {@code STRESS} says, in seconds for each test. Every
 * round has a seed of its own. The one of a round that fails is told; {@code STRESS_SEED} then runs
 * that round alone, again and again, since the seed repeats its operations and not the threads'
 * timing.
 */
public final class Storm {

  private static final String SEED = System.getenv("STRESS_SEED");
  private static final Duration LENGTH = Duration.ofSeconds(length());

  private Storm() {}

  /** One round, with all its randomness from there. */
  public interface Round {
    void run(Random random) throws Exception;
  }

  /**
   * Runs rounds, at least one, until the time is over or one fails. What the engine logs of the
   * failures in them is wanted, and not shown.
   */
  public static void rounds(String name, Round round) {
    var log = (Logger) LoggerFactory.getLogger("dev.weft");
    Level before = log.getLevel();
    log.setLevel(Level.OFF);
    try {
      run(name, round);
    } finally {
      log.setLevel(before);
    }
  }

  private static void run(String name, Round round) {
    long start = System.nanoTime();
    long first = SEED == null ? start % 1_000_000_000 : Long.parseLong(SEED);
    int count = 0;
    do {
      long seed = SEED == null ? first + count : first;
      try {
        round.run(new Random(seed));
      } catch (Throwable failure) {
        throw new AssertionError(
            name + ": round " + (count + 1) + " failed; STRESS_SEED=" + seed + " repeats it",
            failure);
      }
      count++;
    } while (System.nanoTime() - start < LENGTH.toNanos());
    System.out.printf("%s: %,d rounds, the first with STRESS_SEED=%d%n", name, count, first);
  }

  /** Whether there is time for more than a glance. */
  public static boolean isLong() {
    return LENGTH.compareTo(Duration.ofSeconds(10)) >= 0;
  }

  private static long length() {
    String given = System.getenv("STRESS");
    return given == null ? 2 : Long.parseLong(given);
  }
}
