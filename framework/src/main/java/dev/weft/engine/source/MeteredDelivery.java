package dev.weft.engine.source;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A delivery whose bytes count in a share of the memory until it is settled or given up. */
public final class MeteredDelivery implements Delivery {

  private final Delivery delivery;
  private final long size;
  private final AtomicReference<MessageMemory.@Nullable Share> share; // null once it has ended

  /** A delivery of that size, which its share counts already. */
  MeteredDelivery(Delivery delivery, long size, MessageMemory.Share share) {
    this.delivery = delivery;
    this.size = size;
    this.share = new AtomicReference<>(share);
  }

  /** Counts in another share of the same memory from here on, unless it has ended. */
  void moveTo(MessageMemory.Share other) {
    MessageMemory.Share from = share.get();
    if (from != null && share.compareAndSet(from, other)) {
      other.takeFrom(from, size);
    }
  }

  @Override
  public boolean settle(Outcome outcome) {
    try {
      return delivery.settle(outcome);
    } finally {
      end();
    }
  }

  @Override
  public boolean settleConfirmed(Outcome outcome) {
    try {
      return delivery.settleConfirmed(outcome);
    } finally {
      end();
    }
  }

  @Override
  public void abandon() {
    try {
      delivery.abandon();
    } finally {
      end();
    }
  }

  private void end() {
    MessageMemory.Share last = share.getAndSet(null);
    if (last != null) {
      last.release(size);
    }
  }

  @Override
  public void extend() {
    delivery.extend();
  }

  @Override
  public String subject() {
    return delivery.subject();
  }

  @Override
  public String id() {
    return delivery.id();
  }

  @Override
  public int attempt() {
    return delivery.attempt();
  }

  @Override
  public long number() {
    return delivery.number();
  }

  @Override
  public Instant timestamp() {
    return delivery.timestamp();
  }

  @Override
  public Headers headers() {
    return delivery.headers();
  }

  @Override
  public byte[] data() {
    return delivery.data();
  }

  @Override
  public byte[] storedData() {
    return delivery.storedData();
  }

  @Override
  public long size() {
    return delivery.size();
  }

  @Override
  public Optional<StreamPosition> position() {
    return delivery.position();
  }

  @Override
  public String toString() {
    return delivery.toString();
  }
}
