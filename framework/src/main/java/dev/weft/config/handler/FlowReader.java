package dev.weft.config.handler;

import dev.weft.BreakerPolicy;
import dev.weft.config.classes.ClassKinds;
import dev.weft.config.hocon.Kind;
import dev.weft.config.hocon.Kinds;
import dev.weft.config.hocon.Section;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Reads how many calls of a handler run at once, in which order, and when one may begin. */
final class FlowReader {

  // Each has a thread and a payload in memory; more of them are for more replicas.
  static final long MAX_CONCURRENCY = 100_000;

  private static final Kind<Long> CONCURRENCY = Kinds.between(1, MAX_CONCURRENCY);
  private static final Kind<Long> WEIGHT = Kinds.between(1, 1_000_000);
  private static final Kind<Long> OUTCOMES = Kinds.between(1, Integer.MAX_VALUE);
  private static final Kind<String> ORDERING = Kinds.oneOf("none", "key");
  private static final Kind<Double> SHARE =
      Kinds.DECIMAL.where(n -> n > 0 && n <= 1, "expected more than 0, and 1 at most");

  private final ClassKinds classes;
  private final Kind<String> limit;

  /**
   * A reader.
   *
   * @param limits the names of those that there are
   */
  FlowReader(ClassKinds classes, Set<String> limits) {
    this.classes = classes;
    this.limit =
        Kinds.TEXT.where(
            limits::contains,
            limits.isEmpty()
                ? "no such limit; expected it under weft.limits, which has none"
                : "no such limit; expected one of weft.limits: " + String.join(", ", limits));
  }

  FlowConfig read(Section handler) {
    return new FlowConfig(
        concurrency(handler), key(handler), throttle(handler), breaker(handler.section("breaker")));
  }

  static int concurrency(Section handler) {
    return (int) (long) handler.get("concurrency", CONCURRENCY, 1L);
  }

  static boolean isByKey(Section handler) {
    return handler.find("ordering", ORDERING).filter("key"::equals).isPresent();
  }

  private Optional<String> key(Section handler) {
    Optional<String> key = handler.find("key", classes.key());
    if (handler.get("ordering", ORDERING, "none").equals("none")) {
      return Optional.empty();
    }
    if (key.isEmpty() && !handler.has("key")) {
      handler.problem("ordering", "expected a key too, such as key = \"subject:2\"");
    }
    return key;
  }

  private ThrottleConfig throttle(Section handler) {
    return new ThrottleConfig(
        handler.find("rate", LimitReader.RATE),
        handler.find("limit", limit),
        (int) (long) handler.get("weight", WEIGHT, 1L));
  }

  private static BreakerPolicy breaker(Section breaker) {
    return BreakerPolicy.builder()
        .enabled(breaker.get("enabled", Kinds.FLAG, true))
        .window(breaker.get("window", Kinds.POSITIVE_DURATION, Duration.ofSeconds(1)))
        .minOutcomes((int) (long) breaker.get("min-outcomes", OUTCOMES, 1L))
        .failureRate(breaker.get("failure-rate", SHARE, 1.0))
        .pause(breaker.get("pause", Kinds.POSITIVE_DURATION, Duration.ofSeconds(1)))
        .build();
  }
}
