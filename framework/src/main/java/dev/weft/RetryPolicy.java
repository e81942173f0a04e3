package dev.weft;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * How often, and after how long, a message comes again whose handler failed: exponential back-off
 * with full jitter; immutable. A {@link RejectException} is never retried; a {@link RetryException}
 * says itself after how long.
 */
public final class RetryPolicy {

  private static final RetryPolicy DEFAULTS = builder().build();

  private final int attempts;
  private final Duration firstDelay;
  private final double factor;
  private final Duration maxDelay;
  private final Set<Class<? extends Throwable>> notRetried;

  private RetryPolicy(Builder builder) {
    attempts = builder.attempts;
    firstDelay = builder.firstDelay;
    factor = builder.factor;
    maxDelay = builder.maxDelay;
    notRetried = builder.notRetried;
  }

  /** 5 attempts, the first delay 1 s, factor 4, 5 minutes at most, everything retried. */
  public static RetryPolicy defaults() {
    return DEFAULTS;
  }

  /** A builder that starts from the {@linkplain #defaults() defaults}. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from this policy. */
  public Builder toBuilder() {
    return new Builder()
        .attempts(attempts)
        .firstDelay(firstDelay)
        .factor(factor)
        .maxDelay(maxDelay)
        .notRetried(notRetried);
  }

  /** How many attempts a message has, the first included. */
  public int attempts() {
    return attempts;
  }

  /** The longest wait before the second attempt. */
  public Duration firstDelay() {
    return firstDelay;
  }

  /** What the longest wait grows by with each attempt. */
  public double factor() {
    return factor;
  }

  /** The longest wait before any attempt. */
  public Duration maxDelay() {
    return maxDelay;
  }

  /** Exceptions, subclasses included, that are rejected at once; cannot be changed. */
  public Set<Class<? extends Throwable>> notRetried() {
    return notRetried;
  }

  /** This policy with so many attempts, the first included. */
  public RetryPolicy withAttempts(int chosen) {
    return toBuilder().attempts(chosen).build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RetryPolicy policy
        && attempts == policy.attempts
        && firstDelay.equals(policy.firstDelay)
        && Double.compare(factor, policy.factor) == 0
        && maxDelay.equals(policy.maxDelay)
        && notRetried.equals(policy.notRetried);
  }

  @Override
  public int hashCode() {
    return Objects.hash(attempts, firstDelay, factor, maxDelay, notRetried);
  }

  @Override
  public String toString() {
    return "RetryPolicy[attempts=%d, firstDelay=%s, factor=%s, maxDelay=%s, notRetried=%s]"
        .formatted(attempts, firstDelay, factor, maxDelay, notRetried);
  }

  /** Builds a {@link RetryPolicy}; for one thread. No argument may be null. */
  public static final class Builder {

    private int attempts = 5;
    private Duration firstDelay = Duration.ofSeconds(1);
    private double factor = 4;
    private Duration maxDelay = Duration.ofMinutes(5);
    private Set<Class<? extends Throwable>> notRetried = Set.of();

    private Builder() {}

    /**
     * How many attempts a message has, the first included; 5 by default.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder attempts(int chosen) {
      if (chosen < 1) {
        throw new IllegalArgumentException("attempts = " + chosen + ": expected at least 1");
      }
      attempts = chosen;
      return this;
    }

    /**
     * The longest wait before the second attempt; 1 s by default.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder firstDelay(Duration chosen) {
      firstDelay = notNegative(chosen, "first delay");
      return this;
    }

    /**
     * What the longest wait grows by with each attempt; 4 by default.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder factor(double chosen) {
      if (!(chosen >= 1)) {
        throw new IllegalArgumentException("factor = " + chosen + ": expected at least 1");
      }
      factor = chosen;
      return this;
    }

    /**
     * The longest wait before any attempt; 5 minutes by default.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder maxDelay(Duration chosen) {
      maxDelay = notNegative(chosen, "max delay");
      return this;
    }

    /**
     * The same longest wait before each attempt: first and max delay in one, and no growth. The
     * wait itself is random, between nothing and that; for an exact one throw a {@link
     * RetryException}.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder fixedDelay(Duration chosen) {
      return firstDelay(chosen).maxDelay(chosen).factor(1);
    }

    /** Exceptions, subclasses included, that are rejected at once; none by default. */
    public Builder notRetried(Set<Class<? extends Throwable>> chosen) {
      for (Class<?> exception : Given.given(chosen, "not retried", "a set of exceptions")) {
        Given.given(exception, "an exception of not retried", "a class");
      }
      notRetried = Set.copyOf(chosen);
      return this;
    }

    /**
     * The policy; the builder may be used again.
     *
     * @throws IllegalArgumentException if the max delay is shorter than the first
     */
    public RetryPolicy build() {
      if (maxDelay.compareTo(firstDelay) < 0) {
        throw new IllegalArgumentException(
            "first delay " + firstDelay + ", max delay " + maxDelay + ": expected first <= max");
      }
      return new RetryPolicy(this);
    }

    private static Duration notNegative(Duration chosen, String name) {
      if (Given.given(chosen, name, "zero or more").isNegative()) {
        throw new IllegalArgumentException(name + " " + chosen + ": expected zero or more");
      }
      return chosen;
    }
  }
}
