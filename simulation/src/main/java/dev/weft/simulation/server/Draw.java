package dev.weft.simulation.server;

/** Numbers that look random and are the same for the same seed, kind, place and number. */
final class Draw {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Draw() {}

  /** A number from 0, inclusive, to 1, for one decision. */
  static double unit(long seed, Fault fault, String purpose) {
    long hash = mix(seed + GOLDEN * fault.kind().name().hashCode());
    hash = mix(hash ^ fault.where().hashCode());
    hash = mix(hash ^ fault.number());
    hash = mix(hash ^ purpose.hashCode());
    return (hash >>> 11) * 0x1.0p-53;
  }

  // The finalizer of SplitMix64.
  private static long mix(long value) {
    long z = value + GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
