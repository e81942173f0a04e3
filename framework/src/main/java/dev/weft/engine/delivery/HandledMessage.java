package dev.weft.engine.delivery;

import dev.weft.Headers;
import dev.weft.Message;
import dev.weft.PublishOptions;
import dev.weft.StreamPosition;
import dev.weft.engine.publish.Emitter;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a handler sees of an attempt: the decoded payload and the delivery's facts. */
public record HandledMessage<T>(T payload, Attempt current, Emitter emitter) implements Message<T> {

  @Override
  public String subject() {
    return current.delivery().subject();
  }

  @Override
  public Headers headers() {
    return current.delivery().headers();
  }

  @Override
  public String id() {
    return current.delivery().id();
  }

  @Override
  public int attempt() {
    return current.delivery().attempt();
  }

  @Override
  public Instant timestamp() {
    return current.delivery().timestamp();
  }

  @Override
  public Optional<StreamPosition> position() {
    return current.delivery().position();
  }

  @Override
  public void emit(String subject, Object payload, PublishOptions options) {
    current.emit(emitter, subject, payload, options);
  }

  @Override
  public void ack() {
    current.settle(Outcome.Ack.INSTANCE);
  }

  @Override
  public void nak(Duration delay) {
    current.settle(new Outcome.Retry(delay, "asked for by the handler", null));
  }

  @Override
  public void term(@Nullable String reason) {
    current.settle(
        new Outcome.Reject(reason == null ? "no reason given" : Failure.oneLine(reason), null));
  }

  @Override
  public void inProgress() {
    current.extend();
  }

  /** Names the message; a payload may be large or personal, so it is left out. */
  @Override
  public String toString() {
    return "Message[" + subject() + " " + id() + " attempt " + attempt() + "]";
  }
}
