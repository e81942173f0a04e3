package dev.weft.jetstream;

import dev.weft.AckMode;
import dev.weft.Middleware;
import dev.weft.ReceiveMode;
import dev.weft.RetryPolicy;
import dev.weft.engine.Observer;
import dev.weft.engine.worker.WorkerSpec;
import java.time.Duration;
import java.util.List;

/**
 * What a subscriber or fetcher of the typed API may choose; immutable.
 *
 * @param ack who acknowledges; a {@link dev.weft.Fetcher} ignores it, its caller always does
 * @param ackConfirm whether each settlement waits for the server's word that it has it
 * @param mode whether messages are received ahead of demand; a {@code Fetcher} ignores it
 * @param concurrency how many messages a subscriber has in work at once; a {@code Fetcher} ignores
 *     it
 * @param retry what follows a handler's failure
 * @param timeout how long a message may be in work before its handler is interrupted
 * @param observer telemetry, such as {@code Telemetry.observer(openTelemetry)}
 * @param middleware around each call of the handler, outermost first
 */
public record SubscriberOptions(
    AckMode ack,
    boolean ackConfirm,
    ReceiveMode mode,
    int concurrency,
    RetryPolicy retry,
    Duration timeout,
    Observer observer,
    List<Middleware> middleware) {

  private static final SubscriberOptions DEFAULTS =
      new SubscriberOptions(
          AckMode.AUTO,
          false,
          ReceiveMode.PUSH,
          1,
          RetryPolicy.defaults(),
          WorkerSpec.DEFAULT_TIMEOUT,
          Observer.none(),
          List.of());

  /** Copies the list. */
  public SubscriberOptions {
    observer = Observer.guarded(observer);
    middleware = List.copyOf(middleware);
  }

  /**
   * Automatic acknowledgement, not confirmed, push, one message at a time, the default retry
   * policy, 5 minutes, no telemetry, no middleware.
   */
  public static SubscriberOptions defaults() {
    return DEFAULTS;
  }

  /** These options, with messages acknowledged by the handler. */
  public SubscriberOptions withManualAck() {
    return new SubscriberOptions(
        AckMode.MANUAL, ackConfirm, mode, concurrency, retry, timeout, observer, middleware);
  }

  /** These options, with each settlement confirmed by the server: a round trip for each message. */
  public SubscriberOptions withConfirmedAck() {
    return new SubscriberOptions(
        ack, true, mode, concurrency, retry, timeout, observer, middleware);
  }

  /** These options, with the given mode. */
  public SubscriberOptions withMode(ReceiveMode chosen) {
    return new SubscriberOptions(
        ack, ackConfirm, chosen, concurrency, retry, timeout, observer, middleware);
  }

  /**
   * These options, with so many messages in work at once, each on a virtual thread of its own; with
   * 1 the handler runs on the thread that subscribes.
   */
  public SubscriberOptions withConcurrency(int chosen) {
    return new SubscriberOptions(
        ack, ackConfirm, mode, chosen, retry, timeout, observer, middleware);
  }

  /** These options, with the given retry policy. */
  public SubscriberOptions withRetry(RetryPolicy chosen) {
    return new SubscriberOptions(
        ack, ackConfirm, mode, concurrency, chosen, timeout, observer, middleware);
  }

  /** These options, with the given time limit for each message. */
  public SubscriberOptions withTimeout(Duration chosen) {
    return new SubscriberOptions(
        ack, ackConfirm, mode, concurrency, retry, chosen, observer, middleware);
  }

  /** These options, with the given telemetry. */
  public SubscriberOptions withObserver(Observer chosen) {
    return new SubscriberOptions(
        ack, ackConfirm, mode, concurrency, retry, timeout, chosen, middleware);
  }

  /** These options, with the given middleware. */
  public SubscriberOptions withMiddleware(Middleware... chosen) {
    return new SubscriberOptions(
        ack, ackConfirm, mode, concurrency, retry, timeout, observer, List.of(chosen));
  }
}
