package dev.weft.jetstream;

import io.nats.client.api.ConsumerInfo;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says so if a consumer lets out fewer messages than a subscriber would have in work. */
final class SlotsCheck {

  private static final Logger log = LoggerFactory.getLogger(SlotsCheck.class);

  private SlotsCheck() {}

  /**
   * Logs it as a warning if some could never begin, and else for information if the next messages
   * would wait for the acknowledgements of the last.
   *
   * @param messagesPerCall how many of them share a call; 1 for a handler that takes them one by
   *     one
   */
  static void log(ConsumerInfo consumer, int concurrency, int messagesPerCall) {
    problem(consumer.getConsumerConfiguration().getMaxAckPending(), concurrency, messagesPerCall)
        .ifPresent(
            what -> {
              String line =
                  "consumer "
                      + consumer.getStreamName()
                      + "/"
                      + consumer.getName()
                      + ": "
                      + what.text();
              if (what.keepsSlotsEmpty()) {
                log.warn(line);
              } else {
                log.info(line);
              }
            });
  }

  private record Problem(boolean keepsSlotsEmpty, String text) {}

  private static Optional<Problem> problem(long most, int concurrency, int messagesPerCall) {
    long slots = (long) concurrency * messagesPerCall;
    long wanted = 2 * slots;
    if (slots == 1 || most <= 0 || most >= wanted) {
      return Optional.empty();
    }
    boolean keepsSlotsEmpty = most < slots;
    String batches = messagesPerCall > 1 ? " with batches of " + messagesPerCall : "";
    return Optional.of(
        new Problem(
            keepsSlotsEmpty,
            "it has max_ack_pending = %d, for all its subscribers together, and concurrency = %d%s: "
                    .formatted(most, concurrency, batches)
                + (keepsSlotsEmpty
                    ? "no more than %d messages are ever in work".formatted(most)
                    : "the next messages wait for the acknowledgements of the last")
                + "; update it with max_ack_pending = %d or more".formatted(wanted)));
  }
}
