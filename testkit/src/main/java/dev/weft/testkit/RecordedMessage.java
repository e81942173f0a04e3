package dev.weft.testkit;

import dev.weft.Codec;
import dev.weft.Headers;
import dev.weft.Message;
import dev.weft.PublishOptions;
import dev.weft.StreamPosition;
import dev.weft.codec.Codecs;
import dev.weft.engine.SendArguments;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A message without a runtime around it, which records what a handler does with it. Made by {@link
 * MessageFixture}.
 *
 * <p>It keeps to the rules of {@link Message}: the first settlement counts, and nothing is emitted
 * after it. What a handler throws goes to the test; the runtime would make a settlement of it.
 *
 * @param <T> the payload
 */
public final class RecordedMessage<T> implements Message<T> {

  /**
   * What was emitted.
   *
   * @param subject where to
   * @param payload the object itself, not what a codec makes of it
   * @param options its headers, and its id if the handler chose one
   */
  public record Emitted(String subject, Object payload, PublishOptions options) {

    /** Emitted without options. */
    public Emitted(String subject, Object payload) {
      this(subject, payload, PublishOptions.defaults());
    }
  }

  private final MessageFixture<T> fixture;
  private final List<Settlement> settlements = new CopyOnWriteArrayList<>();
  private final List<Emitted> emitted = new CopyOnWriteArrayList<>();
  private final AtomicInteger progress = new AtomicInteger();

  RecordedMessage(MessageFixture<T> fixture) {
    this.fixture = fixture;
  }

  /** The settlement that counts; empty while the handler has made none. */
  public Optional<Settlement> settlement() {
    return settlements.stream().findFirst();
  }

  /** Every settlement the handler made, in order; all but the first change nothing. */
  public List<Settlement> settlements() {
    return List.copyOf(settlements);
  }

  /** Whether it is acknowledged. */
  public boolean isAcked() {
    return settlement().filter(Settlement.Ack.class::isInstance).isPresent();
  }

  /** The delay it was given back with; empty if it was not given back. */
  public Optional<Duration> nakDelay() {
    return settlement()
        .filter(Settlement.Retry.class::isInstance)
        .map(settlement -> ((Settlement.Retry) settlement).after());
  }

  /** The reason it was given up for; empty if it was not given up. */
  public Optional<String> termReason() {
    return settlement()
        .filter(Settlement.Reject.class::isInstance)
        .map(settlement -> ((Settlement.Reject) settlement).reason());
  }

  /** What was emitted, in order. */
  public List<Emitted> emitted() {
    return List.copyOf(emitted);
  }

  /** How often its ack wait was started anew. */
  public int inProgressCalls() {
    return progress.get();
  }

  /** The same message on its next attempt, with nothing recorded yet. */
  public RecordedMessage<T> nextAttempt() {
    return fixture.attempt(attempt() + 1).build();
  }

  @Override
  public T payload() {
    return fixture.payload();
  }

  @Override
  public String subject() {
    return fixture.subject();
  }

  @Override
  public Headers headers() {
    return fixture.headers();
  }

  @Override
  public String id() {
    return headers().messageId().orElseGet(fixture.position()::toString);
  }

  @Override
  public int attempt() {
    return fixture.attempt();
  }

  @Override
  public Instant timestamp() {
    return fixture.timestamp();
  }

  @Override
  public Optional<StreamPosition> position() {
    return Optional.of(fixture.position());
  }

  @Override
  public void emit(String subject, Object payload, PublishOptions options) {
    if (!settlements.isEmpty()) {
      throw new IllegalStateException(
          "emit to " + subject + ": message " + id() + " is settled already; emit before that");
    }
    SendArguments.check(subject, payload, options);
    checkEncodable(subject, payload);
    emitted.add(new Emitted(subject, payload, options));
  }

  @Override
  public void ack() {
    settle(Outcome.Ack.INSTANCE);
  }

  @Override
  public void nak(Duration delay) {
    settle(new Outcome.Retry(delay, "asked for by the handler", null));
  }

  @Override
  public void term(@Nullable String reason) {
    settle(new Outcome.Reject(reason == null ? "no reason given" : reason, null));
  }

  @Override
  public void inProgress() {
    if (settlements.isEmpty()) {
      progress.incrementAndGet();
    }
  }

  /** {@code RecordedMessage[orders.placed A-1 attempt 1]}, without the payload. */
  @Override
  public String toString() {
    return "RecordedMessage[" + subject() + " " + id() + " attempt " + attempt() + "]";
  }

  // By the engine's own outcome, which refuses what it would refuse in production.
  private void settle(Outcome outcome) {
    settlements.add(Outcomes.settlement(outcome));
  }

  // What could not be sent in production must not pass in a test.
  private static void checkEncodable(String subject, Object payload) {
    Codec<Object> codec = Codecs.forType(payload.getClass());
    try {
      codec.encode(payload);
    } catch (Exception e) {
      throw new IllegalArgumentException(
          "cannot encode a "
              + payload.getClass().getName()
              + " as "
              + codec.contentType()
              + " for "
              + subject
              + ": "
              + e.getMessage(),
          e);
    }
  }
}
