package dev.weft.engine;

import dev.weft.transport.Delivery;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.List;

/**
 * A handler's own source and its due retries as one, the retries first.
 *
 * <p>While the own source has messages, looking for a retry costs a read of memory. Only while it
 * has none is its wait cut into pieces, to look in between.
 */
final class JoinedSource implements Source {

  /** What a retry, which has waited far longer, may wait for its turn at an idle worker. */
  private static final Duration LOOK = Duration.ofMillis(200);

  private final Source main;
  private final DueRetries retries;
  private final Duration ackWait;
  private volatile boolean closed;

  /**
   * Joins what it closes with itself.
   *
   * @param retriesAckWait how long the system waits for the settlement of a retry
   */
  JoinedSource(Source main, DueRetries retries, Duration retriesAckWait) {
    this.main = main;
    this.retries = retries;
    this.ackWait = main.ackWait().compareTo(retriesAckWait) < 0 ? main.ackWait() : retriesAckWait;
    retries.start();
  }

  @Override
  public List<Delivery> next(int demand, Duration wait) throws InterruptedException {
    Duration left = wait;
    while (true) {
      Delivery due = retries.poll();
      if (due != null) {
        return List.of(due);
      }
      boolean last = left.compareTo(LOOK) <= 0;
      List<Delivery> deliveries = main.next(demand, last ? left : LOOK);
      if (last || closed || !deliveries.isEmpty()) {
        return deliveries;
      }
      left = left.minus(LOOK);
    }
  }

  @Override
  public void extend() {
    try {
      retries.extend();
    } finally {
      main.extend();
    }
  }

  @Override
  public Duration ackWait() {
    return ackWait;
  }

  @Override
  public void close() {
    closed = true;
    // Both at once, since each may wait for its open pull to end.
    retries.beginClose();
    main.close();
    retries.awaitClose();
  }
}
