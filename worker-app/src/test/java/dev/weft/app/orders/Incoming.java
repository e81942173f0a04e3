package dev.weft.app.orders;

import dev.weft.Headers;
import dev.weft.Message;
import dev.weft.StreamPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message as a handler with {@code ack = auto} sees it: it keeps what is emitted, and settling it
 * is an error of the handler.
 */
record Incoming<T>(String id, T payload, int attempt, Instant timestamp, List<Emitted> emitted)
    implements Message<T> {

  /** What was emitted, to where. */
  record Emitted(String subject, Object payload) {}

  static final Instant STORED = Instant.parse("2026-05-04T10:00:00Z");

  static <T> Incoming<T> first(String id, T payload) {
    return new Incoming<>(id, payload, 1, STORED, new ArrayList<>());
  }

  Incoming<T> again() {
    return new Incoming<>(id, payload, attempt + 1, timestamp, new ArrayList<>());
  }

  @Override
  public String subject() {
    return "orders.test";
  }

  @Override
  public Headers headers() {
    return Headers.empty();
  }

  @Override
  public Optional<StreamPosition> position() {
    return Optional.empty();
  }

  @Override
  public void emit(String subject, Object consequence) {
    emitted.add(new Emitted(subject, consequence));
  }

  @Override
  public void ack() {
    throw new AssertionError("the runtime acknowledges");
  }

  @Override
  public void nak(Duration delay) {
    throw new AssertionError("the runtime retries");
  }

  @Override
  public void term(String reason) {
    throw new AssertionError("the runtime rejects");
  }

  @Override
  public void inProgress() {}
}
