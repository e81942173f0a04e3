package dev.weft.engine;

import dev.weft.transport.Delivery;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.ArrayList;
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
  private volatile boolean closed;

  /** Joins what it closes with itself. */
  JoinedSource(Source main, DueRetries retries) {
    this.main = main;
    this.retries = retries;
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
    var each = new Extensions();
    retries.extend(each);
    each.extend(main);
    each.throwFirst();
  }

  @Override
  public Duration ackWait() {
    Duration own = main.ackWait();
    Duration theirs = retries.ackWait();
    return own.compareTo(theirs) < 0 ? own : theirs;
  }

  @Override
  public List<String> changes() {
    var all = new ArrayList<>(retries.changes());
    all.addAll(main.changes());
    return all;
  }

  @Override
  public long breaks() {
    return main.breaks();
  }

  @Override
  public void pace(long nanos) {
    main.pace(nanos);
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
