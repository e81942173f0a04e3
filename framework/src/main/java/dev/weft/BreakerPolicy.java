package dev.weft;

import java.time.Duration;
import java.util.Objects;

/**
 * When a worker pauses because its handler fails too often, and for how long; immutable. After each
 * pause one message tries whether the handler can do its work again.
 */
public final class BreakerPolicy {

  private static final BreakerPolicy DEFAULTS = builder().build();
  private static final BreakerPolicy OFF = builder().enabled(false).build();

  private final boolean enabled;
  private final Duration window;
  private final int minOutcomes;
  private final double failureRate;
  private final Duration pause;

  private BreakerPolicy(Builder builder) {
    enabled = builder.enabled;
    window = builder.window;
    minOutcomes = builder.minOutcomes;
    failureRate = builder.failureRate;
    pause = builder.pause;
  }

  /** Half of at least 20 outcomes within a minute; then 30 s of pause. */
  public static BreakerPolicy defaults() {
    return DEFAULTS;
  }

  /** Never pauses. */
  public static BreakerPolicy off() {
    return OFF;
  }

  /** A builder that starts from the {@linkplain #defaults() defaults}. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from this policy. */
  public Builder toBuilder() {
    return new Builder()
        .enabled(enabled)
        .window(window)
        .minOutcomes(minOutcomes)
        .failureRate(failureRate)
        .pause(pause);
  }

  /** Whether the worker ever pauses. */
  public boolean enabled() {
    return enabled;
  }

  /** How far back outcomes count. */
  public Duration window() {
    return window;
  }

  /** Fewer outcomes than this in the window decide nothing. */
  public int minOutcomes() {
    return minOutcomes;
  }

  /** The share of failures among the outcomes from which on the worker pauses. */
  public double failureRate() {
    return failureRate;
  }

  /** How long it takes nothing before it tries one message. */
  public Duration pause() {
    return pause;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BreakerPolicy policy
        && enabled == policy.enabled
        && window.equals(policy.window)
        && minOutcomes == policy.minOutcomes
        && Double.compare(failureRate, policy.failureRate) == 0
        && pause.equals(policy.pause);
  }

  @Override
  public int hashCode() {
    return Objects.hash(enabled, window, minOutcomes, failureRate, pause);
  }

  @Override
  public String toString() {
    return "BreakerPolicy[enabled=%s, window=%s, minOutcomes=%d, failureRate=%s, pause=%s]"
        .formatted(enabled, window, minOutcomes, failureRate, pause);
  }

  /** Builds a {@link BreakerPolicy}; for one thread. No argument may be null. */
  public static final class Builder {

    private boolean enabled = true;
    private Duration window = Duration.ofMinutes(1);
    private int minOutcomes = 20;
    private double failureRate = 0.5;
    private Duration pause = Duration.ofSeconds(30);

    private Builder() {}

    /** Whether the worker ever pauses; true by default. */
    public Builder enabled(boolean chosen) {
      enabled = chosen;
      return this;
    }

    /**
     * How far back outcomes count; a minute by default.
     *
     * @throws IllegalArgumentException if it is zero or less
     */
    public Builder window(Duration chosen) {
      window = positive(chosen, "window");
      return this;
    }

    /**
     * Fewer outcomes than this in the window decide nothing; 20 by default.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder minOutcomes(int chosen) {
      if (chosen < 1) {
        throw new IllegalArgumentException("min outcomes = " + chosen + ": expected at least 1");
      }
      minOutcomes = chosen;
      return this;
    }

    /**
     * The share of failures among the outcomes from which on the worker pauses; 0.5 by default.
     *
     * @throws IllegalArgumentException unless it is more than 0, and 1 at most
     */
    public Builder failureRate(double chosen) {
      if (!(chosen > 0 && chosen <= 1)) {
        throw new IllegalArgumentException(
            "failure rate = " + chosen + ": expected more than 0, and 1 at most");
      }
      failureRate = chosen;
      return this;
    }

    /**
     * How long the worker takes nothing before it tries one message; 30 s by default.
     *
     * @throws IllegalArgumentException if it is zero or less
     */
    public Builder pause(Duration chosen) {
      pause = positive(chosen, "pause");
      return this;
    }

    /** The policy; the builder may be used again. */
    public BreakerPolicy build() {
      return new BreakerPolicy(this);
    }

    private static Duration positive(Duration value, String name) {
      if (!Given.given(value, name, "more than zero").isPositive()) {
        throw new IllegalArgumentException(name + " " + value + ": expected more than zero");
      }
      return value;
    }
  }
}
