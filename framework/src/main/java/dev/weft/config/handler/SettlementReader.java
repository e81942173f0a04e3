package dev.weft.config.handler;

import dev.weft.AckMode;
import dev.weft.config.classes.ClassKinds;
import dev.weft.config.classes.ClassRole;
import dev.weft.config.hocon.Kind;
import dev.weft.config.hocon.Kinds;
import dev.weft.config.hocon.Section;
import java.time.Duration;

/** Reads how a message is settled after its call. */
final class SettlementReader {

  private static final Kind<AckMode> ACK = Kinds.constant(AckMode.class);
  private static final Kind<Long> ATTEMPTS = Kinds.between(1, Integer.MAX_VALUE);
  private static final Kind<Double> FACTOR =
      Kinds.DECIMAL.where(n -> n >= 1, "expected at least 1");

  private final ClassKinds classes;

  SettlementReader(ClassKinds classes) {
    this.classes = classes;
  }

  SettlementConfig read(Section handler) {
    return new SettlementConfig(
        handler.get("ack", ACK, AckMode.AUTO),
        handler.get("ack-confirm", Kinds.FLAG, false),
        retry(handler.section("retry")),
        handler.get("scheduled-retries", Kinds.FLAG, true));
  }

  private RetryConfig retry(Section retry) {
    Duration firstDelay = retry.get("first-delay", Kinds.DURATION, Duration.ZERO);
    Duration maxDelay = retry.get("max-delay", Kinds.DURATION, firstDelay);
    if (maxDelay.compareTo(firstDelay) < 0) {
      // Blame what stands with the handler rather than a default.
      String key = retry.own().has("max-delay") ? "max-delay" : "first-delay";
      retry.problem(key, "expected first-delay to be no longer than max-delay");
    }
    return new RetryConfig(
        (int) (long) retry.get("attempts", ATTEMPTS, 1L),
        firstDelay,
        retry.get("factor", FACTOR, 1.0),
        maxDelay,
        retry.list("not-retried", classes.named(ClassRole.EXCEPTION)));
  }
}
