package dev.weft.engine.retry;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Instant;
import java.util.Optional;

/** The copy of a message that waited elsewhere, as its original: only settling it is its own. */
public final class RetriedDelivery implements Delivery {

  private static final byte[] NONE = {};

  private final Delivery copy;
  private final RetryHeaders.Original original;

  /**
   * A copy that is due.
   *
   * @throws IllegalArgumentException if it is none
   */
  public RetriedDelivery(Delivery copy) {
    this.copy = copy;
    this.original = RetryHeaders.read(copy.headers());
  }

  /** What settles it. */
  public Delivery copy() {
    return copy;
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
    return original.attempts() + copy.attempt();
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
    return original.isWithoutItsData() ? NONE : copy.data();
  }

  @Override
  public long size() {
    return copy.size();
  }

  @Override
  public byte[] storedData() {
    return copy.storedData();
  }

  @Override
  public Optional<StreamPosition> position() {
    return Optional.of(original.position());
  }

  @Override
  public boolean settle(Outcome outcome) {
    return copy.settle(outcome);
  }

  @Override
  public boolean settleConfirmed(Outcome outcome) {
    return copy.settleConfirmed(outcome);
  }

  @Override
  public void extend() {
    copy.extend();
  }

  @Override
  public void abandon() {
    copy.abandon();
  }

  @Override
  public String toString() {
    return subject() + " " + original.position() + " (" + copy + ")";
  }
}
