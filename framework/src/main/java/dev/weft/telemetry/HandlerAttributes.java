package dev.weft.telemetry;

import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.transport.Outcome;
import io.opentelemetry.api.common.Attributes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The attributes that all messages of one handler share, built once. */
final class HandlerAttributes {

  private static final List<String> OUTCOMES = List.of("ack", "retry", "reject");

  private final Attributes own;
  private final Attributes process;
  private final Map<String, Attributes> sent;
  private final Map<String, Attributes> unsent;

  private HandlerAttributes(
      Attributes own,
      Attributes process,
      Map<String, Attributes> sent,
      Map<String, Attributes> unsent) {
    this.own = own;
    this.process = process;
    this.sent = sent;
    this.unsent = unsent;
  }

  static HandlerAttributes of(HandlerId handler, Attributes client) {
    Attributes own =
        client.toBuilder()
            .put(Keys.CONSUMER_GROUP, handler.consumer())
            .put(Keys.HANDLER, handler.name())
            .put(Keys.STREAM, handler.stream())
            .build();
    Attributes process =
        own.toBuilder()
            .put(Keys.OPERATION_NAME, "process")
            .put(Keys.OPERATION_TYPE, "process")
            .build();
    return new HandlerAttributes(own, process, settlements(own, true), settlements(own, false));
  }

  private static Map<String, Attributes> settlements(Attributes own, boolean sent) {
    return OUTCOMES.stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Function.identity(),
                word -> own.toBuilder().put(Keys.OUTCOME, word).put(Keys.SENT, sent).build()));
  }

  /** An outcome as attributes have it. */
  static String word(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Ack ignored -> "ack";
      case Outcome.Retry ignored -> "retry";
      case Outcome.Reject ignored -> "reject";
    };
  }

  /** Of an incident; made anew each time, since incidents are rare. */
  Attributes incident(Incident incident) {
    return own.toBuilder().put(Keys.INCIDENT, incident.name().toLowerCase(Locale.ROOT)).build();
  }

  /** Of the handler's spans and of the metrics of its handlings. */
  Attributes process() {
    return process;
  }

  /** Of a settlement, by {@link #word}. */
  Attributes settlement(String word, boolean wasSent) {
    return Objects.requireNonNull((wasSent ? sent : unsent).get(word));
  }
}
