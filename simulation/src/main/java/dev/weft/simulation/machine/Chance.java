package dev.weft.simulation.machine;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The random numbers of a run: a stream for each purpose, so that one that is asked more often does
 * not change what the others say.
 */
final class Chance {

  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

  private final long seed;
  private final Map<String, SplittableRandom> streams = new HashMap<>();

  Chance(long seed) {
    this.seed = seed;
  }

  /** The purpose's stream; the same one at each call. */
  RandomGenerator of(String purpose) {
    return streams.computeIfAbsent(purpose, this::stream);
  }

  private SplittableRandom stream(String purpose) {
    long mixed = seed;
    for (int i = 0; i < purpose.length(); i++) {
      mixed = (mixed ^ purpose.charAt(i)) * GOLDEN;
      mixed ^= mixed >>> 29;
    }
    return new SplittableRandom(mixed);
  }

  /** A number of this order of magnitude or that, each as likely: from 1 to {@code most}. */
  static long logarithmic(RandomGenerator random, long most) {
    return Math.max(1, Math.round(Math.exp(random.nextDouble() * Math.log((double) most))));
  }
}
