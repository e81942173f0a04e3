package dev.weft.engine;

/**
 * How long a message is at work, as a mean that forgets: quick to follow a handler that turns slow,
 * steady otherwise. Any thread adds; a lost addition changes nothing that matters.
 */
public final class ServiceTime {

  private static final double WEIGHT = 0.1;

  // Until something is known, as slow as lets nothing be received ahead.
  private volatile double nanos = 100e6;

  public void add(long sample) {
    double mean = nanos;
    double weight = sample > mean ? 2 * WEIGHT : WEIGHT;
    nanos = mean + weight * (sample - mean);
  }

  public double nanos() {
    return nanos;
  }
}
