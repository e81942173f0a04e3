package dev.weft.engine;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A delivery of which somebody is told when it is settled or given up, once. */
final class HeldDelivery implements Delivery {

  private final Delivery delivery;
  private final Runnable end;
  private final AtomicBoolean ended = new AtomicBoolean();

  HeldDelivery(Delivery delivery, Runnable end) {
    this.delivery = delivery;
    this.end = end;
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
    if (ended.compareAndSet(false, true)) {
      end.run();
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
