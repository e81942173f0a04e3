package dev.weft.simulation.scenario;

import dev.weft.simulation.scenario.HandlerShape.Delivering;
import dev.weft.simulation.scenario.HandlerShape.Dispatching;
import dev.weft.simulation.scenario.HandlerShape.Limiting;
import dev.weft.simulation.scenario.HandlerShape.Order;
import dev.weft.simulation.scenario.HandlerShape.Retrying;
import java.time.Duration;

/** Writes a shape as the configuration that Weft reads. */
final class ShapeText {

  /** One of so many shapes lets one or two publishes be under way, and tries them for a second. */
  private static final int FEW_PUBLISHES = 5;

  private ShapeText() {}

  /** Everything that stands under {@code weft} for that replica. */
  static String of(Shape shape, int replica) {
    var text = new StringBuilder();
    line(text, "weft.http.enabled = false");
    line(text, "weft.streams.%s.subjects = [\"s.>\"]".formatted(Shape.STREAM));
    if (shape.mostPerSubject() > 0) {
      line(
          text,
          "weft.streams.%s.max_msgs_per_subject = %d"
              .formatted(Shape.STREAM, shape.mostPerSubject()));
    }
    line(text, "weft.streams.OUT { subjects = [\"%s>\"] }".formatted(Shape.OUT));
    line(
        text,
        "weft.shutdown { drain = %s, interrupt = %s }"
            .formatted(ms(shape.drain()), ms(shape.interrupt())));
    line(text, "weft.scheduled-retries.longer-than = %s".formatted(ms(shape.longerThan())));
    line(text, "weft.receive.memory = 1MiB"); // the least: two of the largest do not fit
    line(text, "weft.handler-defaults.partitions.lease = %s".formatted(ms(shape.lease(replica))));
    if (shape.index() % FEW_PUBLISHES == 0) {
      int most = 1 + shape.index() % 2;
      line(text, "weft.publish { max-in-flight = %d, retry-for = 1s }".formatted(most));
    }
    shape.handlers().stream()
        .mapToInt(handler -> handler.limiting().shared())
        .filter(rate -> rate > 0)
        .findFirst()
        .ifPresent(rate -> line(text, "weft.limits.shared { rate = %d/s }".formatted(rate)));
    shape.handlers().forEach(handler -> write(text, handler));
    return text.toString();
  }

  private static void write(StringBuilder text, HandlerShape handler) {
    line(text, "weft.handlers.%s {".formatted(handler.name()));
    line(text, "  class = %s".formatted(handler.isBatch() ? Roles.BATCH_HANDLER : Roles.HANDLER));
    line(text, "  stream = %s".formatted(Shape.STREAM));
    line(text, "  codec = %s".formatted(Roles.CODEC));
    dispatching(text, handler.dispatching());
    delivering(text, handler);
    retrying(text, handler.retrying());
    limiting(text, handler.limiting());
    line(text, "}");
  }

  private static void dispatching(StringBuilder text, Dispatching dispatching) {
    line(text, "  concurrency = %d".formatted(dispatching.concurrency()));
    if (dispatching.batch() > 0) {
      line(
          text,
          "  batch { size = %d, linger = %s }"
              .formatted(dispatching.batch(), ms(dispatching.linger())));
    }
    if (dispatching.order() != Order.NONE) {
      line(text, "  ordering = key, key = \"subject:3\"");
    }
    if (dispatching.order() == Order.PARTITIONS) {
      line(
          text,
          "  partitions { count = %d, subject = \"s.{partition}.*\" }".formatted(Shape.PARTITIONS));
    }
  }

  private static void delivering(StringBuilder text, HandlerShape handler) {
    Delivering delivering = handler.delivering();
    if (delivering.pullBatch() > 0) {
      line(text, "  mode = pull, pull.batch = %d".formatted(delivering.pullBatch()));
    }
    line(
        text,
        "  ack = %s, ack-confirm = %b"
            .formatted(delivering.manual() ? "manual" : "auto", delivering.confirm()));
    line(
        text,
        "  consumer { durable_name = %s, ack_wait = %s, max_ack_pending = %d }"
            .formatted(handler.name(), ms(delivering.ackWait()), delivering.maxAckPending()));
  }

  private static void retrying(StringBuilder text, Retrying retrying) {
    line(
        text,
        "  retry { attempts = %d, first-delay = %s, factor = 3, max-delay = %s }"
            .formatted(retrying.attempts(), ms(retrying.first()), ms(retrying.longest())));
    line(text, "  scheduled-retries = %b".formatted(retrying.scheduled()));
    line(text, "  on-exhausted = %s".formatted(retrying.exhausted().word()));
  }

  private static void limiting(StringBuilder text, Limiting limiting) {
    line(text, "  timeout = %s".formatted(ms(limiting.timeout())));
    if (limiting.rate() > 0) {
      line(text, "  rate = %d/s".formatted(limiting.rate()));
    }
    if (limiting.shared() > 0) {
      line(text, "  limit = shared");
    }
    if (limiting.breaker()) {
      line(text, "  breaker { min-outcomes = 3, window = 10s, pause = 2s }");
    } else {
      line(text, "  breaker.enabled = false");
    }
    if (limiting.middleware()) {
      line(text, "  middleware = [%s]".formatted(Roles.MIDDLEWARE));
    }
  }

  private static String ms(Duration duration) {
    return duration.toMillis() + "ms";
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }
}
