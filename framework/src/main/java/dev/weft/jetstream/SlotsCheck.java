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
   */
  static void log(ConsumerInfo consumer, int concurrency) {
    problem(consumer.getConsumerConfiguration().getMaxAckPending(), concurrency)
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

  private static Optional<Problem> problem(long most, int concurrency) {
    long wanted = 2L * concurrency;
    if (concurrency == 1 || most <= 0 || most >= wanted) {
      return Optional.empty();
    }
    boolean keepsSlotsEmpty = most < concurrency;
    return Optional.of(
        new Problem(
            keepsSlotsEmpty,
            "it has max_ack_pending = %d, for all its subscribers together, and concurrency = %d: "
                    .formatted(most, concurrency)
                + (keepsSlotsEmpty
                    ? "no more than %d messages are ever in work".formatted(most)
                    : "the next messages wait for the acknowledgements of the last")
                + "; update it with max_ack_pending = %d or more".formatted(wanted)));
  }
}
