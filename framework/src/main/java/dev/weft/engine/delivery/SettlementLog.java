package dev.weft.engine.delivery;

import dev.weft.engine.HandlerId;
import dev.weft.engine.LogContext;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import dev.weft.transport.settings.SettingText;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs how the deliveries of one handler are settled, with the fields of each message in the
 * logging context.
 */
final class SettlementLog {

  private static final Logger log = LoggerFactory.getLogger(SettlementLog.class);

  private final HandlerId handler;

  SettlementLog(HandlerId handler) {
    this.handler = handler;
  }

  /** Whether a line is written for this outcome: for most acknowledgements none is. */
  boolean tells(Outcome outcome) {
    return !(outcome instanceof Outcome.Ack) || log.isDebugEnabled();
  }

  /** Runs the task with the fields of the message in the logging context. */
  void about(Delivery delivery, Runnable task) {
    @Nullable Map<String, String> before = LogContext.put(handler, delivery);
    try {
      task.run();
    } finally {
      LogContext.restore(before);
    }
  }

  /** The delivery is settled so. Its fields are in the logging context already. */
  void settled(Delivery delivery, Outcome outcome) {
    switch (outcome) {
      case Outcome.Ack() -> {
        if (log.isDebugEnabled()) { // or else each message's place would be written for nobody
          log.debug("handler {}: {} {}: done", handler.name(), delivery.subject(), place(delivery));
        }
      }
      case Outcome.Retry retry when retry.equals(Outcome.Retry.HANDED_BACK) ->
          log.debug(
              "handler {}: {} {}: {}",
              handler.name(),
              delivery.subject(),
              place(delivery),
              retry.reason());
      case Outcome.Retry retry -> retried(delivery, retry);
      case Outcome.Reject reject ->
          log.error(
              "handler {}: {} {}: terminated on attempt {}: {}{}",
              handler.name(),
              delivery.subject(),
              place(delivery),
              delivery.attempt(),
              reject.reason(),
              reject.cause() == null ? "" : "\n" + reject.cause().stack());
    }
  }

  private void retried(Delivery delivery, Outcome.Retry retry) {
    log.warn(
        "handler {}: {} {}: attempt {} failed, again in {}: {}{}",
        handler.name(),
        delivery.subject(),
        place(delivery),
        delivery.attempt(),
        SettingText.rounded(retry.after()),
        retry.reason(),
        causedBy(retry.cause()));
    if (retry.cause() != null) {
      log.debug("the failure: {}", retry.cause().stack());
    }
  }

  /** The settlement did not reach the server, or the server has not confirmed it. */
  void notSettled(Delivery delivery, Outcome outcome, boolean confirm, Throwable thrown) {
    about(
        delivery,
        () ->
            log.warn(
                "handler {}: {} {}: {} {}: {}",
                handler.name(),
                delivery.subject(),
                place(delivery),
                outcome.getClass().getSimpleName(),
                confirm
                    ? "was not confirmed, so the message may come again"
                    : "could not be sent, so the message comes again",
                Failure.of(thrown).text()));
  }

  /** The delivery was settled before; the first settlement counts, and this one is not sent. */
  void settledBefore(Delivery delivery, Outcome outcome) {
    about(
        delivery,
        () ->
            log.warn(
                "handler {}: {} {}: {} comes after the message was settled, and changes nothing",
                handler.name(),
                delivery.subject(),
                place(delivery),
                outcome));
  }

  /** The end of a last attempt could not be noted. */
  void notNoted(Delivery delivery, Throwable thrown) {
    about(
        delivery,
        () ->
            log.warn(
                "handler {}: {} {}: the end of its last attempt is not noted; if it comes"
                    + " again it is given up unseen: {}",
                handler.name(),
                delivery.subject(),
                place(delivery),
                Failure.of(thrown).text()));
  }

  private static String causedBy(@Nullable Failure failure) {
    return failure == null ? "" : failure.rootCause().map(root -> "; caused by " + root).orElse("");
  }

  private static String place(Delivery delivery) {
    return LogContext.place(delivery);
  }
}
