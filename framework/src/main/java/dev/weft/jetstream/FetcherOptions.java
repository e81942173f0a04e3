package dev.weft.jetstream;

import dev.weft.Telemetry;
import dev.weft.engine.Observer;
import java.util.Objects;

/**
 * What a {@link dev.weft.Fetcher} of the typed API may choose; immutable. It has no retry policy
 * and no time limit, since its caller settles each message.
 */
public final class FetcherOptions {

  private static final FetcherOptions DEFAULTS = builder().build();

  private final boolean ackConfirm;
  private final Telemetry telemetry;

  private FetcherOptions(Builder builder) {
    ackConfirm = builder.ackConfirm;
    telemetry = builder.telemetry;
  }

  /** Settlements that are not confirmed, no telemetry. */
  public static FetcherOptions defaults() {
    return DEFAULTS;
  }

  /** A builder that starts from the {@linkplain #defaults() defaults}. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from these options. */
  public Builder toBuilder() {
    return new Builder().ackConfirm(ackConfirm).telemetry(telemetry);
  }

  /** Whether each settlement waits for the server's word that it has it. */
  public boolean ackConfirm() {
    return ackConfirm;
  }

  /** Telemetry. */
  public Telemetry telemetry() {
    return telemetry;
  }

  /** These options, with each settlement confirmed by the server: a round trip for each message. */
  public FetcherOptions withConfirmedAck() {
    return toBuilder().ackConfirm(true).build();
  }

  /** These options, with the given telemetry. */
  public FetcherOptions withTelemetry(Telemetry chosen) {
    return toBuilder().telemetry(chosen).build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FetcherOptions options
        && ackConfirm == options.ackConfirm
        && telemetry.equals(options.telemetry);
  }

  @Override
  public int hashCode() {
    return Objects.hash(ackConfirm, telemetry);
  }

  @Override
  public String toString() {
    return "FetcherOptions[ackConfirm=%s, telemetry=%s]".formatted(ackConfirm, telemetry);
  }

  /** Builds {@link FetcherOptions}; for one thread. No argument may be null. */
  public static final class Builder {

    private boolean ackConfirm;
    private Telemetry telemetry = Observer.none();

    private Builder() {}

    /**
     * Whether each settlement waits for the server's word that it has it, which costs a round trip
     * for each message; false by default.
     */
    public Builder ackConfirm(boolean chosen) {
      ackConfirm = chosen;
      return this;
    }

    /** Telemetry, such as {@code WeftTelemetry.create(openTelemetry)}; none by default. */
    public Builder telemetry(Telemetry chosen) {
      telemetry = OptionChecks.telemetry(chosen);
      return this;
    }

    /** The options; the builder may be used again. */
    public FetcherOptions build() {
      return new FetcherOptions(this);
    }
  }
}
