package dev.weft.config;

import dev.weft.transport.ConsumerSpec;
import java.util.Map;
import java.util.Optional;

/** Reads the {@code stream} and the {@code consumer} block of a handler. */
final class ConsumerReader {

  private ConsumerReader() {}

  static ConsumerSpec read(Section handler) {
    Section consumer = handler.section("consumer");
    String stream = handler.own().get("stream", Kinds.STREAM_OR_CONSUMER, "");
    return new ConsumerSpec(
        stream, name(handler, consumer.own()), settings(consumer, handler.section("retry")));
  }

  /** NATS's own settings, checked against each other and against Weft's retries. */
  static Map<String, Object> settings(Section consumer, Section retry) {
    Map<String, Object> settings = NatsSettings.read(consumer, NatsKeys.CONSUMER);
    if (consumer.has("filter_subject") && consumer.has("filter_subjects")) {
      consumer.problem("filter_subject", "expected it or filter_subjects, not both");
    }
    retry
        .entry("attempts")
        .filter(
            attempts ->
                Kinds.WHOLE.read(attempts.value()) instanceof Kind.Fit.Fits<Long>(Long most)
                    && settings.get("max_deliver") instanceof Long limit
                    && limit > 0
                    && limit < most)
        .ifPresent(
            attempts ->
                consumer.problem(
                    "max_deliver",
                    "lower than "
                        + attempts.path()
                        + " = "
                        + attempts.shown()
                        + ", so that the server would end messages before they had their attempts;"
                        + " expected -1, or at least 20 above it, since what is handed back at a"
                        + " stop counts too"));
    return settings;
  }

  // One name, which NATS keeps under two keys.
  private static String name(Section handler, Section consumer) {
    Optional<String> durable = consumer.find("durable_name", Kinds.STREAM_OR_CONSUMER);
    Optional<String> name = consumer.find("name", Kinds.STREAM_OR_CONSUMER);
    if (durable.isPresent() && name.isPresent() && !durable.equals(name)) {
      consumer.problem("name", "expected the same as durable_name, " + durable.get());
    }
    if (!consumer.has("durable_name") && !consumer.has("name") && !Kinds.isName(handler.name())) {
      handler.problem(
          "the handler's name is no name for a consumer, since NATS allows no blanks, '.', '*',"
              + " '>', '/' or '\\' in it; set consumer.durable_name");
    }
    return durable.or(() -> name).orElse(handler.name());
  }
}
