package dev.weft.engine.delivery;

import dev.weft.Headers;
import dev.weft.Message;
import dev.weft.StreamPosition;
import dev.weft.engine.publish.Emitter;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a handler sees of its work: the decoded payload and the delivery's facts. */
public record HandledMessage<T>(T payload, Attempt work, Emitter emitter) implements Message<T> {

  @Override
  public String subject() {
    return work.delivery().subject();
  }

  @Override
  public Headers headers() {
    return work.delivery().headers();
  }

  @Override
  public String id() {
    return work.delivery().id();
  }

  @Override
  public int attempt() {
    return work.delivery().attempt();
  }

  @Override
  public Instant timestamp() {
    return work.delivery().timestamp();
  }

  @Override
  public Optional<StreamPosition> position() {
    return work.delivery().position();
  }

  @Override
  public void emit(String subject, Object payload) {
    work.emit(emitter, subject, payload);
  }

  @Override
  public void ack() {
    work.settle(Outcome.Ack.INSTANCE);
  }

  @Override
  public void nak(Duration delay) {
    work.settle(new Outcome.Retry(delay, "asked for by the handler", null));
  }

  @Override
  public void term(@Nullable String reason) {
    work.settle(
        new Outcome.Reject(reason == null ? "no reason given" : Failure.oneLine(reason), null));
  }

  @Override
  public void inProgress() {
    work.extend();
  }

  /** Names the message; a payload may be large or personal, so it is left out. */
  @Override
  public String toString() {
    return "Message[" + subject() + " " + id() + " attempt " + attempt() + "]";
  }
}
