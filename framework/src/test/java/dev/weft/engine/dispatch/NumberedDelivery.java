package dev.weft.engine.dispatch;

import dev.weft.engine.CountedDelivery;
import dev.weft.transport.ForwardingDelivery;
import java.util.concurrent.atomic.AtomicInteger;

/** A delivery of no transport, with its place among those of its consumer. */
final class NumberedDelivery extends ForwardingDelivery {

  private final CountedDelivery counted;
  private final long number;
  private final AtomicInteger extensions = new AtomicInteger();

  NumberedDelivery(long sequence, long number) {
    this(new CountedDelivery(sequence), number);
  }

  private NumberedDelivery(CountedDelivery counted, long number) {
    super(counted);
    this.counted = counted;
    this.number = number;
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public void extend() {
    extensions.incrementAndGet();
  }

  int extensions() {
    return extensions.get();
  }

  int settlements() {
    return counted.settlements();
  }
}
