package dev.weft.engine.source;

import dev.weft.transport.Delivery;
import dev.weft.transport.ForwardingDelivery;
import dev.weft.transport.Outcome;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A delivery whose bytes count in a share of the memory until it is settled or discarded. */
final class MeteredDelivery extends ForwardingDelivery {

  private final long size;
  private final MessageMemory.Share next;
  private final AtomicReference<MessageMemory.@Nullable Share> share; // null once it has ended

  /**
   * A delivery of that size, which its share counts already.
   *
   * @param next the share that counts it once it is {@linkplain #handedOver handed over}
   */
  MeteredDelivery(
      Delivery delivery, long size, MessageMemory.Share share, MessageMemory.Share next) {
    super(delivery);
    this.size = size;
    this.next = next;
    this.share = new AtomicReference<>(share);
  }

  @Override
  public void handedOver() {
    super.handedOver();
    MessageMemory.Share from = share.get();
    if (from != null && from != next && share.compareAndSet(from, next)) {
      next.takeFrom(from, size);
    }
  }

  @Override
  public boolean settle(Outcome outcome) {
    try {
      return super.settle(outcome);
    } finally {
      end();
    }
  }

  @Override
  public boolean settleConfirmed(Outcome outcome) {
    try {
      return super.settleConfirmed(outcome);
    } finally {
      end();
    }
  }

  @Override
  public void discard() {
    try {
      super.discard();
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
}
