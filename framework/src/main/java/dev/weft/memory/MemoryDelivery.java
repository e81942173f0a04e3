package dev.weft.memory;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Instant;
import java.util.Optional;

/** One delivery of a stored message. */
final class MemoryDelivery implements Delivery {

  private static final byte[] NONE = {};

  private final StoredMessage message;
  private final int attempt;
  private final long number;
  private final MemoryConsumer consumer;
  private final boolean headersOnly;
  private final Guard guard;
  // Under the guard, so that no extension slips in behind a settlement.
  private boolean settled;

  /**
   * A delivery that is not settled.
   *
   * @param number as {@link Delivery#number}
   * @param headersOnly whether the data is left in the stream
   */
  MemoryDelivery(
      StoredMessage message,
      int attempt,
      long number,
      MemoryConsumer consumer,
      boolean headersOnly,
      Guard guard) {
    this.message = message;
    this.attempt = attempt;
    this.number = number;
    this.consumer = consumer;
    this.headersOnly = headersOnly;
    this.guard = guard;
  }

  @Override
  public String subject() {
    return message.subject();
  }

  @Override
  public String id() {
    return message.id();
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public Instant timestamp() {
    return message.timestamp();
  }

  @Override
  public Headers headers() {
    return headersOnly
        ? message.headers().with("Nats-Msg-Size", String.valueOf(message.data().length))
        : message.headers();
  }

  @Override
  public byte[] data() {
    return headersOnly ? NONE : message.data();
  }

  @Override
  public byte[] storedData() {
    return message.data();
  }

  @Override
  public Optional<StreamPosition> position() {
    return Optional.of(message.position());
  }

  @Override
  public boolean settle(Outcome outcome) {
    return guard.locked(
        () -> {
          if (settled) {
            return false;
          }
          guard.checkOpen("message " + message.position() + " cannot be settled");
          settled = true;
          consumer.settle(message.sequence(), outcome);
          return true;
        });
  }

  @Override
  public boolean settleConfirmed(Outcome outcome) {
    return settle(outcome); // which has taken effect when it returns
  }

  @Override
  public void extend() {
    guard.lockedOutOfTurn(
        () -> {
          if (!settled) {
            consumer.extend(message.sequence());
          }
        });
  }

  /** {@code ORDERS/42, attempt 1}, as it stands in logs. */
  @Override
  public String toString() {
    return message.position() + ", attempt " + attempt;
  }
}
