package dev.weft.config.handler;

import dev.weft.config.hocon.Kind;
import dev.weft.config.hocon.Kinds;
import dev.weft.config.hocon.Section;
import dev.weft.config.nats.ConsumerRules;
import dev.weft.config.nats.NatsKeys;
import dev.weft.config.nats.NatsSettings;
import dev.weft.transport.ConsumerSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the {@code stream} and the {@code consumer} block of a handler. */
final class ConsumerReader {

  private ConsumerReader() {}

  static ConsumerSpec read(Section handler, OnExhausted onExhausted) {
    Section consumer = handler.section("consumer");
    String stream = handler.own().get("stream", Kinds.STREAM_OR_CONSUMER, "");
    Map<String, Object> settings = settings(consumer, handler.section("retry"));
    new ConsumerRules(consumer, settings).check(handler.section("partitions").has("subject"));
    return new ConsumerSpec(
        stream,
        name(handler, consumer.own()),
        onExhausted == OnExhausted.DEAD_LETTER ? settings : endless(consumer, settings));
  }

  // What the server ended would be passed over. So it is compared with the server's word as well.
  private static Map<String, Object> endless(Section consumer, Map<String, Object> settings) {
    if (settings.get("max_deliver") instanceof Long limit && limit > 0) {
      consumer.problem(
          "max_deliver",
          "with on-exhausted = park-key or stop expected -1, or nothing: the handler would go on"
              + " past what the server ends");
    }
    var all = new HashMap<>(settings);
    all.put("max_deliver", -1L);
    return all;
  }

  /** NATS's own settings, checked against each other and against Weft's retries. */
  static Map<String, Object> settings(Section consumer, Section retry) {
    Map<String, Object> settings = NatsSettings.read(consumer, NatsKeys.CONSUMER);
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
