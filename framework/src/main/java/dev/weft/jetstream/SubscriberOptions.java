package dev.weft.jetstream;

import dev.weft.AckMode;
import dev.weft.BatchPolicy;
import dev.weft.BreakerPolicy;
import dev.weft.Middleware;
import dev.weft.Rate;
import dev.weft.ReceiveMode;
import dev.weft.RetryPolicy;
import dev.weft.Telemetry;
import dev.weft.engine.Observer;
import dev.weft.engine.worker.WorkerSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a subscriber of the typed API may choose; immutable.
 *
 * <p>There are no dead letters (an exhausted message is terminated), no scheduled retries and no
 * order by key: these are the runtime's.
 */
public final class SubscriberOptions {

  private static final SubscriberOptions DEFAULTS = builder().build();

  private final AckMode ack;
  private final boolean ackConfirm;
  private final ReceiveMode mode;
  private final int pullBatch;
  private final int concurrency;
  private final Optional<Rate> rate;
  private final BreakerPolicy breaker;
  private final BatchPolicy batch;
  private final RetryPolicy retry;
  private final Duration timeout;
  private final Telemetry telemetry;
  private final List<Middleware> middleware;

  private SubscriberOptions(Builder builder) {
    ack = builder.ack;
    ackConfirm = builder.ackConfirm;
    mode = builder.mode;
    pullBatch = builder.pullBatch;
    concurrency = builder.concurrency;
    rate = builder.rate;
    breaker = builder.breaker;
    batch = builder.batch;
    retry = builder.retry;
    timeout = builder.timeout;
    telemetry = builder.telemetry;
    middleware = builder.middleware;
  }

  /**
   * Automatic acknowledgement, not confirmed, push, one message at a time, no rate, no circuit
   * breaker, batches of up to 100 gathered for 100 ms, the default retry policy, 5 minutes, no
   * telemetry, no middleware.
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
    var builder =
        new Builder()
            .ack(ack)
            .ackConfirm(ackConfirm)
            .mode(mode)
            .pullBatch(pullBatch)
            .concurrency(concurrency)
            .breaker(breaker)
            .batch(batch)
            .retry(retry)
            .timeout(timeout)
            .telemetry(telemetry)
            .middleware(middleware);
    builder.rate = rate;
    return builder;
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

  /** How many messages are asked for at once with {@link ReceiveMode#PULL}. */
  public int pullBatch() {
    return pullBatch;
  }

  /** How many messages, or calls with batches of them, are in work at once. */
  public int concurrency() {
    return concurrency;
  }

  /** How fast messages begin; empty for as fast as they are handled. */
  public Optional<Rate> rate() {
    return rate;
  }

  /** When the subscriber pauses because its handler fails too often. */
  public BreakerPolicy breaker() {
    return breaker;
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

  /**
   * These options, with the given mode.
   *
   * @throws IllegalArgumentException if it is push, and these have a {@link Builder#pullBatch}
   */
  public SubscriberOptions withMode(ReceiveMode chosen) {
    return toBuilder().mode(chosen).build();
  }

  /** These options, pulling, with so many messages asked for at once: {@link Builder#pullBatch}. */
  public SubscriberOptions withPullBatch(int chosen) {
    return toBuilder().mode(ReceiveMode.PULL).pullBatch(chosen).build();
  }

  /** These options, with so many messages in work at once: {@link Builder#concurrency}. */
  public SubscriberOptions withConcurrency(int chosen) {
    return toBuilder().concurrency(chosen).build();
  }

  /** These options, with messages that begin no faster than this. */
  public SubscriberOptions withRate(Rate chosen) {
    return toBuilder().rate(chosen).build();
  }

  /** These options, with the given circuit breaker. */
  public SubscriberOptions withBreaker(BreakerPolicy chosen) {
    return toBuilder().breaker(chosen).build();
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
    return ("SubscriberOptions[ack=%s, ackConfirm=%s, mode=%s, pullBatch=%d, concurrency=%d,"
            + " rate=%s, breaker=%s, batch=%s, retry=%s, timeout=%s, telemetry=%s, middleware=%s]")
        .formatted(parts().toArray());
  }

  private List<Object> parts() {
    return List.of(
        ack,
        ackConfirm,
        mode,
        pullBatch,
        concurrency,
        rate,
        breaker,
        batch,
        retry,
        timeout,
        telemetry,
        middleware);
  }

  /** Builds {@link SubscriberOptions}; for one thread. No argument may be null. */
  public static final class Builder {

    private AckMode ack = AckMode.AUTO;
    private boolean ackConfirm;
    private ReceiveMode mode = ReceiveMode.PUSH;
    private int pullBatch = 1;
    private int concurrency = 1;
    private Optional<Rate> rate = Optional.empty();
    private BreakerPolicy breaker = BreakerPolicy.off();
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
     * How many messages are asked for at once with {@link ReceiveMode#PULL}, and held until they
     * are handled: their ack wait is extended, and a close hands them back. 1 by default, for no
     * more than can start.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder pullBatch(int chosen) {
      pullBatch = OptionChecks.atLeastOne(chosen, "pull batch");
      return this;
    }

    /**
     * How many messages are in work at once, each on a virtual thread of its own; with 1, the
     * default, they are handled one after the other. With a batch handler, how many calls. The
     * consumer's {@code max_ack_pending} has to be as much, and should be twice that.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder concurrency(int chosen) {
      concurrency = OptionChecks.atLeastOne(chosen, "concurrency");
      return this;
    }

    /** How fast messages begin, over all threads of this subscriber; as they come by default. */
    public Builder rate(Rate chosen) {
      rate = Optional.of(OptionChecks.given(chosen, "rate", "messages in a time"));
      return this;
    }

    /** Without a rate, as by default: messages begin as fast as they are handled. */
    public Builder withoutRate() {
      rate = Optional.empty();
      return this;
    }

    /**
     * When the subscriber pauses because its handler fails too often; {@link BreakerPolicy#off()}
     * by default.
     */
    public Builder breaker(BreakerPolicy chosen) {
      breaker = OptionChecks.given(chosen, "breaker", "BreakerPolicy.defaults()");
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

    /**
     * The options; the builder may be used again.
     *
     * @throws IllegalArgumentException if there is a pull batch without {@link ReceiveMode#PULL}
     */
    public SubscriberOptions build() {
      if (pullBatch > 1 && mode != ReceiveMode.PULL) {
        throw new IllegalArgumentException(
            "pull batch " + pullBatch + " with mode " + mode + ": expected mode PULL, or 1");
      }
      return new SubscriberOptions(this);
    }
  }
}
