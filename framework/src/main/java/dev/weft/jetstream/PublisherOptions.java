package dev.weft.jetstream;

import dev.weft.PublishLimits;
import dev.weft.Telemetry;
import dev.weft.engine.Observer;
import java.time.Duration;
import java.util.Objects;

/** What a publisher of the typed API may choose; immutable. */
public final class PublisherOptions {

  private static final PublisherOptions DEFAULTS = builder().build();

  private final Duration timeout;
  private final PublishLimits limits;
  private final Telemetry telemetry;

  private PublisherOptions(Builder builder) {
    timeout = builder.timeout;
    limits = builder.limits;
    telemetry = builder.telemetry;
  }

  /** 5 s for each try, tries for 30 s, 1,000 in flight, no telemetry. */
  public static PublisherOptions defaults() {
    return DEFAULTS;
  }

  /** A builder that starts from the {@linkplain #defaults() defaults}. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from these options. */
  public Builder toBuilder() {
    return new Builder().timeout(timeout).limits(limits).telemetry(telemetry);
  }

  /** How long each try waits for the server's confirmation. */
  public Duration timeout() {
    return timeout;
  }

  /** How long a publish is tried again, and how many of this publisher may be unanswered. */
  public PublishLimits limits() {
    return limits;
  }

  /** Telemetry. */
  public Telemetry telemetry() {
    return telemetry;
  }

  /** These options, with the given time-out of each try. */
  public PublisherOptions withTimeout(Duration chosen) {
    return toBuilder().timeout(chosen).build();
  }

  /** These options, with the given limits. */
  public PublisherOptions withLimits(PublishLimits chosen) {
    return toBuilder().limits(chosen).build();
  }

  /** These options, with the given telemetry. */
  public PublisherOptions withTelemetry(Telemetry chosen) {
    return toBuilder().telemetry(chosen).build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublisherOptions options
        && timeout.equals(options.timeout)
        && limits.equals(options.limits)
        && telemetry.equals(options.telemetry);
  }

  @Override
  public int hashCode() {
    return Objects.hash(timeout, limits, telemetry);
  }

  @Override
  public String toString() {
    return "PublisherOptions[timeout=%s, limits=%s, telemetry=%s]"
        .formatted(timeout, limits, telemetry);
  }

  /** Builds {@link PublisherOptions}; for one thread. No argument may be null. */
  public static final class Builder {

    private Duration timeout = Duration.ofSeconds(5);
    private PublishLimits limits = PublishLimits.defaults();
    private Telemetry telemetry = Observer.none();

    private Builder() {}

    /**
     * How long each try waits for the server's confirmation; 5 s by default.
     *
     * @throws IllegalArgumentException if it is zero or less
     */
    public Builder timeout(Duration chosen) {
      timeout = OptionChecks.positive(chosen, "timeout");
      return this;
    }

    /**
     * How long a publish is tried again, and how many of this publisher may be unanswered; {@link
     * PublishLimits#defaults()} by default.
     */
    public Builder limits(PublishLimits chosen) {
      limits = OptionChecks.given(chosen, "limits", "PublishLimits.defaults()");
      return this;
    }

    /** Telemetry, such as {@code WeftTelemetry.create(openTelemetry)}; none by default. */
    public Builder telemetry(Telemetry chosen) {
      telemetry = OptionChecks.telemetry(chosen);
      return this;
    }

    /** The options; the builder may be used again. */
    public PublisherOptions build() {
      return new PublisherOptions(this);
    }
  }
}
