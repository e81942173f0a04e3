package dev.weft.engine.source;

import dev.weft.transport.Delivery;
import dev.weft.transport.ForwardingSource;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.List;

/**
 * A source whose messages count as held from when it gives them until they are settled. While they
 * are large it is asked for no more of them than there is memory for, if they are as large as those
 * before.
 */
final class MeteredSource extends ForwardingSource {

  private final MessageMemory.Share share;
  private final MessageMemory.Share next;
  private long largest; // of those that came last; small ones are 0

  /**
   * A source whose messages count in one share until they are handed over, and then in the next.
   */
  MeteredSource(Source source, MessageMemory.Share share, MessageMemory.Share next) {
    super(source);
    this.share = share;
    this.next = next;
  }

  @Override
  public List<Delivery> next(int demand, Duration wait) throws InterruptedException {
    int most = largest == 0 ? demand : Math.clamp(share.left() / largest, 1, demand);
    List<Delivery> deliveries = source().next(most, wait);
    if (!deliveries.isEmpty()) {
      largest = largestOf(deliveries);
    }
    return largest == 0
        ? deliveries
        : deliveries.stream().map(delivery -> share.hold(delivery, next)).toList();
  }

  private static long largestOf(List<Delivery> deliveries) {
    long largest = 0;
    for (int i = 0; i < deliveries.size(); i++) {
      largest = Math.max(largest, deliveries.get(i).size());
    }
    return largest > MessageMemory.SMALL ? largest : 0;
  }
}
