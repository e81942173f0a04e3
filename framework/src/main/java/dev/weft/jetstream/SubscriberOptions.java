package dev.weft.jetstream;

import dev.weft.AckMode;
import dev.weft.BatchPolicy;
import dev.weft.Middleware;
import dev.weft.ReceiveMode;
import dev.weft.RetryPolicy;
import dev.weft.Telemetry;
import dev.weft.engine.Observer;
import dev.weft.engine.worker.WorkerSpec;
import java.time.Duration;
import java.util.List;

/** What a subscriber of the typed API may choose; immutable. */
public final class SubscriberOptions {

  private static final SubscriberOptions DEFAULTS = builder().build();

  private final AckMode ack;
  private final boolean ackConfirm;
  private final ReceiveMode mode;
  private final int concurrency;
  private final BatchPolicy batch;
  private final RetryPolicy retry;
  private final Duration timeout;
  private final Telemetry telemetry;
  private final List<Middleware> middleware;

  private SubscriberOptions(Builder builder) {
    ack = builder.ack;
    ackConfirm = builder.ackConfirm;
    mode = builder.mode;
    concurrency = builder.concurrency;
    batch = builder.batch;
    retry = builder.retry;
    timeout = builder.timeout;
    telemetry = builder.telemetry;
    middleware = builder.middleware;
  }

  /**
   * Automatic acknowledgement, not confirmed, push, one message at a time, batches of up to 100
   * gathered for 100 ms, the default retry policy, 5 minutes, no telemetry, no middleware.
   */
  public static SubscriberOptions defaults() {
    return DEFAULTS;
  }

  /** A builder that starts from the {@linkplain #defaults() defaults}. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from these options. */
  public Builder toBuilder() {
    return new Builder()
        .ack(ack)
        .ackConfirm(ackConfirm)
        .mode(mode)
        .concurrency(concurrency)
        .batch(batch)
        .retry(retry)
        .timeout(timeout)
        .telemetry(telemetry)
        .middleware(middleware);
  }

  /** Who acknowledges. */
  public AckMode ack() {
    return ack;
  }

  /** Whether each settlement waits for the server's word that it has it. */
  public boolean ackConfirm() {
    return ackConfirm;
  }

  /** Whether messages are received ahead of demand. */
  public ReceiveMode mode() {
    return mode;
  }

  /** How many messages, or calls with batches of them, are in work at once. */
  public int concurrency() {
    return concurrency;
  }

  /** How many messages a batch handler is called with. */
  public BatchPolicy batch() {
    return batch;
  }

  /** What follows a handler's failure. */
  public RetryPolicy retry() {
    return retry;
  }

  /** How long a message may be in work before its handler is interrupted. */
  public Duration timeout() {
    return timeout;
  }

  /** Telemetry. */
  public Telemetry telemetry() {
    return telemetry;
  }

  /** Around each call of the handler, outermost first; cannot be changed. */
  public List<Middleware> middleware() {
    return middleware;
  }

  /** These options, with messages acknowledged by the handler. */
  public SubscriberOptions withManualAck() {
    return toBuilder().ack(AckMode.MANUAL).build();
  }

  /** These options, with each settlement confirmed by the server: a round trip for each message. */
  public SubscriberOptions withConfirmedAck() {
    return toBuilder().ackConfirm(true).build();
  }

  /** These options, with the given mode. */
  public SubscriberOptions withMode(ReceiveMode chosen) {
    return toBuilder().mode(chosen).build();
  }

  /** These options, with so many messages in work at once: {@link Builder#concurrency}. */
  public SubscriberOptions withConcurrency(int chosen) {
    return toBuilder().concurrency(chosen).build();
  }

  /** These options, with batches made by the given policy. */
  public SubscriberOptions withBatch(BatchPolicy chosen) {
    return toBuilder().batch(chosen).build();
  }

  /** These options, with the given retry policy. */
  public SubscriberOptions withRetry(RetryPolicy chosen) {
    return toBuilder().retry(chosen).build();
  }

  /** These options, with the given time limit for each message. */
  public SubscriberOptions withTimeout(Duration chosen) {
    return toBuilder().timeout(chosen).build();
  }

  /** These options, with the given telemetry. */
  public SubscriberOptions withTelemetry(Telemetry chosen) {
    return toBuilder().telemetry(chosen).build();
  }

  /** These options, with this middleware in place of the present one. */
  public SubscriberOptions withMiddleware(Middleware... chosen) {
    return toBuilder().middleware(List.of(chosen)).build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SubscriberOptions options && parts().equals(options.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  @Override
  public String toString() {
    return ("SubscriberOptions[ack=%s, ackConfirm=%s, mode=%s, concurrency=%d, batch=%s,"
            + " retry=%s, timeout=%s, telemetry=%s, middleware=%s]")
        .formatted(parts().toArray());
  }

  private List<Object> parts() {
    return List.of(
        ack, ackConfirm, mode, concurrency, batch, retry, timeout, telemetry, middleware);
  }

  /** Builds {@link SubscriberOptions}; for one thread. No argument may be null. */
  public static final class Builder {

    private AckMode ack = AckMode.AUTO;
    private boolean ackConfirm;
    private ReceiveMode mode = ReceiveMode.PUSH;
    private int concurrency = 1;
    private BatchPolicy batch = BatchPolicy.defaults();
    private RetryPolicy retry = RetryPolicy.defaults();
    private Duration timeout = WorkerSpec.DEFAULT_TIMEOUT;
    private Telemetry telemetry = Observer.none();
    private List<Middleware> middleware = List.of();

    private Builder() {}

    /** Who acknowledges; {@link AckMode#AUTO} by default. */
    public Builder ack(AckMode chosen) {
      ack = OptionChecks.given(chosen, "ack", "a mode");
      return this;
    }

    /**
     * Whether each settlement waits for the server's word that it has it, which costs a round trip
     * for each message; false by default.
     */
    public Builder ackConfirm(boolean chosen) {
      ackConfirm = chosen;
      return this;
    }

    /** Whether messages are received ahead of demand; {@link ReceiveMode#PUSH} by default. */
    public Builder mode(ReceiveMode chosen) {
      mode = OptionChecks.given(chosen, "mode", "a mode");
      return this;
    }

    /**
     * How many messages are in work at once, each on a virtual thread of its own; with 1, the
     * default, they are handled one after the other. With a batch handler, how many calls.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder concurrency(int chosen) {
      concurrency = OptionChecks.atLeastOne(chosen, "concurrency");
      return this;
    }

    /**
     * How many messages a {@link dev.weft.BatchHandler} is called with; {@link
     * BatchPolicy#defaults()} by default. The consumer's {@code max_ack_pending} has to let out as
     * many for each call that may be in work.
     */
    public Builder batch(BatchPolicy chosen) {
      batch = OptionChecks.given(chosen, "batch", "BatchPolicy.defaults()");
      return this;
    }

    /** What follows a handler's failure; {@link RetryPolicy#defaults()} by default. */
    public Builder retry(RetryPolicy chosen) {
      retry = OptionChecks.given(chosen, "retry", "RetryPolicy.defaults()");
      return this;
    }

    /**
     * How long a message may be in work before its handler is interrupted; 5 minutes by default.
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

    /** Around each call of the handler, outermost first; none by default. */
    public Builder middleware(List<Middleware> chosen) {
      middleware = List.copyOf(OptionChecks.given(chosen, "middleware", "a list"));
      return this;
    }

    /** The options; the builder may be used again. */
    public SubscriberOptions build() {
      return new SubscriberOptions(this);
    }
  }
}
