package dev.weft.jetstream;

import dev.weft.engine.Observer;
import dev.weft.engine.request.ResponderSpec;
import java.time.Duration;
import java.util.Optional;

/**
 * What a responder of the typed API may choose; immutable.
 *
 * @param queueGroup whom it shares the requests with; empty to get all of them
 * @param concurrency how many requests may be in work at once; a further one is answered with an
 *     error; at least 1
 * @param timeout how long one may be in work before its responder is interrupted; more than zero
 * @param observer telemetry, such as {@code Telemetry.observer(openTelemetry)}
 */
public record AnsweringOptions(
    Optional<String> queueGroup, int concurrency, Duration timeout, Observer observer) {

  /** Checks the numbers. */
  public AnsweringOptions {
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency " + concurrency + ": expected at least 1");
    }
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("timeout " + timeout + ": expected more than zero");
    }
    observer = Observer.guarded(observer);
  }

  /** In this queue group, 100 at once, 30 s each, no telemetry. */
  public static AnsweringOptions inGroup(String queueGroup) {
    return new AnsweringOptions(
        Optional.of(queueGroup),
        ResponderSpec.DEFAULT_CONCURRENCY,
        ResponderSpec.DEFAULT_TIMEOUT,
        Observer.none());
  }

  /** These options, with so many requests in work at once. */
  public AnsweringOptions withConcurrency(int chosen) {
    return new AnsweringOptions(queueGroup, chosen, timeout, observer);
  }

  /** These options, with the given time limit. */
  public AnsweringOptions withTimeout(Duration chosen) {
    return new AnsweringOptions(queueGroup, concurrency, chosen, observer);
  }

  /** These options, with the given telemetry. */
  public AnsweringOptions withObserver(Observer chosen) {
    return new AnsweringOptions(queueGroup, concurrency, timeout, chosen);
  }

  /** These options without a queue group: every such responder gets every request. */
  public AnsweringOptions withoutGroup() {
    return new AnsweringOptions(Optional.empty(), concurrency, timeout, observer);
  }
}
