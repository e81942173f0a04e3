package dev.weft.engine.retry;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.transport.Delivery;
import dev.weft.transport.ForwardingDelivery;
import java.time.Instant;
import java.util.Optional;

/** The copy of a message that waited elsewhere, as its original: only settling it is its own. */
final class RetriedDelivery extends ForwardingDelivery {

  private static final byte[] NONE = {};

  private final RetryHeaders.Original original;

  /**
   * A copy that is due.
   *
   * @throws IllegalArgumentException if it is none
   */
  RetriedDelivery(Delivery copy) {
    super(copy);
    this.original = RetryHeaders.read(copy.headers());
  }

  @Override
  public String subject() {
    return original.subject();
  }

  @Override
  public String id() {
    return headers().messageId().orElseGet(() -> original.position().toString());
  }

  @Override
  public int attempt() {
    return original.attempts() + super.attempt();
  }

  /** None: its copy's is a place among the deliveries of another consumer. */
  @Override
  public long number() {
    return 0;
  }

  @Override
  public Instant timestamp() {
    return original.timestamp();
  }

  @Override
  public Headers headers() {
    return original.headers();
  }

  @Override
  public byte[] data() {
    return original.isWithoutItsData() ? NONE : super.data();
  }

  @Override
  public Optional<StreamPosition> position() {
    return Optional.of(original.position());
  }

  @Override
  public String toString() {
    return subject() + " " + original.position() + " (" + delivery() + ")";
  }
}
