package dev.weft.jetstream;

import dev.weft.Telemetry;
import dev.weft.engine.Observer;
import dev.weft.engine.request.ResponderSpec;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** What a responder of the typed API may choose; immutable. */
public final class AnsweringOptions {

  private final Optional<String> queueGroup;
  private final int concurrency;
  private final Duration timeout;
  private final Telemetry telemetry;

  private AnsweringOptions(Builder builder) {
    queueGroup = builder.queueGroup;
    concurrency = builder.concurrency;
    timeout = builder.timeout;
    telemetry = builder.telemetry;
  }

  /** In this queue group, 100 at once, 30 s each, no telemetry. */
  public static AnsweringOptions inGroup(String queueGroup) {
    return builder().queueGroup(queueGroup).build();
  }

  /**
   * A builder of a responder without a queue group, 100 at once, 30 s each, no telemetry. Replicas
   * then all answer each request; {@link #inGroup} is what the runtime does unless set otherwise.
   */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from these options. */
  public Builder toBuilder() {
    var builder = new Builder().concurrency(concurrency).timeout(timeout).telemetry(telemetry);
    builder.queueGroup = queueGroup;
    return builder;
  }

  /** Whom it shares the requests with; empty to get all of them. */
  public Optional<String> queueGroup() {
    return queueGroup;
  }

  /** How many requests may be in work at once; a further one is answered with an error. */
  public int concurrency() {
    return concurrency;
  }

  /** How long one may be in work before its responder is interrupted. */
  public Duration timeout() {
    return timeout;
  }

  /** Telemetry. */
  public Telemetry telemetry() {
    return telemetry;
  }

  /** These options, with so many requests in work at once. */
  public AnsweringOptions withConcurrency(int chosen) {
    return toBuilder().concurrency(chosen).build();
  }

  /** These options, with the given time limit. */
  public AnsweringOptions withTimeout(Duration chosen) {
    return toBuilder().timeout(chosen).build();
  }

  /** These options, with the given telemetry. */
  public AnsweringOptions withTelemetry(Telemetry chosen) {
    return toBuilder().telemetry(chosen).build();
  }

  /** These options without a queue group: every such responder gets every request. */
  public AnsweringOptions withoutGroup() {
    return toBuilder().withoutGroup().build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AnsweringOptions options
        && queueGroup.equals(options.queueGroup)
        && concurrency == options.concurrency
        && timeout.equals(options.timeout)
        && telemetry.equals(options.telemetry);
  }

  @Override
  public int hashCode() {
    return Objects.hash(queueGroup, concurrency, timeout, telemetry);
  }

  @Override
  public String toString() {
    return "AnsweringOptions[queueGroup=%s, concurrency=%d, timeout=%s, telemetry=%s]"
        .formatted(queueGroup, concurrency, timeout, telemetry);
  }

  /** Builds {@link AnsweringOptions}; for one thread. No argument may be null. */
  public static final class Builder {

    private Optional<String> queueGroup = Optional.empty();
    private int concurrency = ResponderSpec.DEFAULT_CONCURRENCY;
    private Duration timeout = ResponderSpec.DEFAULT_TIMEOUT;
    private Telemetry telemetry = Observer.none();

    private Builder() {}

    /** Whom it shares the requests with; by default nobody, so that it gets all of them. */
    public Builder queueGroup(String chosen) {
      queueGroup = Optional.of(OptionChecks.given(chosen, "queue group", "a name"));
      return this;
    }

    /** Without a queue group, as by default: every such responder gets every request. */
    public Builder withoutGroup() {
      queueGroup = Optional.empty();
      return this;
    }

    /**
     * How many requests may be in work at once, 100 by default; a further one is answered with an
     * error.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder concurrency(int chosen) {
      concurrency = OptionChecks.atLeastOne(chosen, "concurrency");
      return this;
    }

    /**
     * How long one may be in work before its responder is interrupted; 30 s by default.
     *
     * @throws IllegalArgumentException if it is zero or less
     */
    public Builder timeout(Duration chosen) {
      timeout = OptionChecks.positive(chosen, "timeout");
      return this;
    }

    /** Telemetry, such as {@code WeftTelemetry.create(openTelemetry)}; none by default. */
    public Builder telemetry(Telemetry chosen) {
      telemetry = OptionChecks.telemetry(chosen);
      return this;
    }

    /** The options; the builder may be used again. */
    public AnsweringOptions build() {
      return new AnsweringOptions(this);
    }
  }
}
