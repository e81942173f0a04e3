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
  private final Attributes respond;
  private final Map<String, Attributes> sent;
  private final Map<String, Attributes> unsent;

  private HandlerAttributes(
      Attributes own,
      Attributes process,
      Attributes respond,
      Map<String, Attributes> sent,
      Map<String, Attributes> unsent) {
    this.own = own;
    this.process = process;
    this.respond = respond;
    this.sent = sent;
    this.unsent = unsent;
  }

  static HandlerAttributes of(HandlerId handler, Attributes client) {
    Attributes own = own(handler, client);
    Attributes process =
        own.toBuilder()
            .put(Keys.OPERATION_NAME, "process")
            .put(Keys.OPERATION_TYPE, "process")
            .build();
    Attributes respond =
        own.toBuilder()
            .put(Keys.RPC_SYSTEM, "nats")
            .put(Keys.OPERATION_NAME, "respond")
            .put(Keys.OPERATION_TYPE, "process")
            .build();
    return new HandlerAttributes(
        own, process, respond, settlements(own, true), settlements(own, false));
  }

  // A responder has no stream, and need not have a group.
  private static Attributes own(HandlerId handler, Attributes client) {
    var own = client.toBuilder().put(Keys.HANDLER, handler.name());
    if (!handler.consumer().isEmpty()) {
      own.put(Keys.CONSUMER_GROUP, handler.consumer());
    }
    if (!handler.stream().isEmpty()) {
      own.put(Keys.STREAM, handler.stream());
    }
    return own.build();
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

  /** Of a responder's spans and of the metrics of its requests. */
  Attributes respond() {
    return respond;
  }

  /** Of a settlement, by {@link #word}. */
  Attributes settlement(String word, boolean wasSent) {
    return Objects.requireNonNull((wasSent ? sent : unsent).get(word));
  }
}
