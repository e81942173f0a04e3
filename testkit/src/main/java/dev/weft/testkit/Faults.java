package dev.weft.testkit;

import dev.weft.TransportException;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a test lets go wrong between a handler and its stream. All methods may be called from any
 * thread, and return at once.
 *
 * <p>A handler is named as in the configuration; a name that is not there is an {@link
 * IllegalArgumentException}.
 */
public final class Faults {

  private final Activity activity;
  private final Set<String> handlers;

  // Under the activity's lock.
  private final Map<String, Integer> losses = new HashMap<>();
  private final Map<String, Integer> duplicates = new HashMap<>();
  private final Map<String, Duration> delays = new HashMap<>();
  private final Set<SubjectPattern> failing = new LinkedHashSet<>();

  Faults(Activity activity, Set<String> handlers) {
    this.activity = activity;
    this.handlers = handlers;
  }

  /**
   * The handler's next acknowledgement does not arrive: when the ack wait is over its message comes
   * again. A second call loses the one after it as well.
   */
  public void loseNextAck(String handler) {
    check(handler);
    activity.locked(() -> losses.merge(handler, 1, Integer::sum));
  }

  /**
   * The message that the handler acknowledges next comes once more at once, with the next attempt's
   * number. A second call repeats the one after it as well.
   */
  public void duplicateNext(String handler) {
    check(handler);
    activity.locked(() -> duplicates.merge(handler, 1, Integer::sum));
  }

  /**
   * From now on the handler's settlements arrive so much later, by the test's clock. If that is
   * longer than the ack wait, each message comes again before it is known to be handled.
   *
   * @param delay zero to have them arrive at once again
   */
  public void settleSlowly(String handler, Duration delay) {
    check(handler);
    if (delay.isNegative()) {
      throw new IllegalArgumentException(
          "settle " + delay + " later: expected zero or more; zero takes the fault back");
    }
    activity.locked(() -> delays.put(handler, delay));
  }

  /**
   * From now on what is published to the subject is refused, for good and at once, as if it had
   * been tried long enough: what handlers emit and publish, and dead letters. The test's own
   * publishes go through.
   *
   * @param subject may have wildcards: {@code invoices.>}, {@code DLQ.>}
   */
  public void failPublishes(String subject) {
    activity.locked(() -> failing.add(new SubjectPattern(subject)));
  }

  /** Takes every {@link #failPublishes} back. */
  public void restorePublishes() {
    activity.locked(
        () -> {
          failing.clear();
          return failing;
        });
  }

  /** The way of a handler's settlements. */
  SettlementPath settlements(String handler) {
    return (delivery, outcome) -> send(handler, delivery, outcome);
  }

  /** Fails if a publish is to fail. Called under the activity's lock. */
  void checkPublish(String subject) {
    for (SubjectPattern pattern : failing) {
      if (pattern.matches(subject)) {
        throw TransportException.lasting(
            "publish to "
                + subject
                + ": refused by the test, which called failPublishes(\""
                + pattern
                + "\")",
            null);
      }
    }
  }

  private void send(String handler, Delivery delivery, Outcome outcome) {
    Duration delay = delays.getOrDefault(handler, Duration.ZERO);
    if (outcome instanceof Outcome.Ack && takeOne(losses, handler)) {
      return;
    }
    if (outcome instanceof Outcome.Ack && takeOne(duplicates, handler)) {
      delivery.settle(new Outcome.Retry(Duration.ZERO, "duplicated by the test", null));
    } else if (delay.isPositive()) {
      activity.stopAfter(delay, () -> delivery.settle(outcome));
    } else {
      delivery.settle(outcome);
    }
  }

  private static boolean takeOne(Map<String, Integer> counts, String handler) {
    int left = counts.getOrDefault(handler, 0);
    counts.put(handler, Math.max(0, left - 1));
    return left > 0;
  }

  private void check(String handler) {
    if (!handlers.contains(handler)) {
      throw Unknown.handler(handler, handlers);
    }
  }
}
