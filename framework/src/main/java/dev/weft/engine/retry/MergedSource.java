package dev.weft.engine.retry;

import dev.weft.ReceiveMode;
import dev.weft.engine.clock.Extensions;
import dev.weft.machine.Machine;
import dev.weft.transport.Delivery;
import dev.weft.transport.ForwardingSource;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A handler's own source and its due retries as one. Where both have messages each gives half of
 * what is asked for, in turns; where one has fewer, the other gives the rest.
 *
 * <p>While no retry is here, looking for one costs a read of memory, and the wait is the own
 * source's: a retry that comes meanwhile ends it.
 */
final class MergedSource extends ForwardingSource {

  /** How long a retry waits for an idle worker at most, where the wake-up got lost. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** How long to wait for the next one of several, far longer than it takes to come. */
  private static final long BRIEFLY_NANOS = Duration.ofMillis(5).toNanos();

  /** With {@link ReceiveMode#PUSH} retries are received ahead too: those of a tenth of a second. */
  private static final double AHEAD_NANOS = 100e6;

  private static final int MOST_AHEAD = 256;

  private final DueRetries retries;
  private final Runnable forget;
  private final Machine machine;
  private final boolean ahead;
  private boolean retriesFirst = true;
  private long nanosPerMessage = (long) AHEAD_NANOS;
  private volatile boolean waiting; // for the own source, or handling what came from it
  private volatile @Nullable Thread parked; // waits for a retry
  private volatile boolean closed;

  /**
   * Joins what it closes with itself.
   *
   * @param forget called before the retries are closed
   */
  MergedSource(
      Source main, ReceiveMode mode, DueRetries retries, Runnable forget, Machine machine) {
    super(main);
    this.ahead = mode == ReceiveMode.PUSH;
    this.retries = retries;
    this.forget = forget;
    this.machine = machine;
    retries.onArrival(this::tellArrival);
  }

  @Override
  public List<Delivery> next(int demand, Duration wait) throws InterruptedException {
    Duration left = wait;
    while (true) {
      if (retries.here() > 0) {
        return both(demand);
      }
      retries.want(retries.areComing() ? demand + ahead() : 1);
      boolean last = !isFetching() || left.compareTo(LOOK) <= 0;
      List<Delivery> deliveries = await(demand, last ? left : LOOK);
      if (closed || !deliveries.isEmpty() || (last && retries.here() == 0)) {
        return deliveries;
      }
      left = last ? Duration.ZERO : left.minus(LOOK);
    }
  }

  private boolean isFetching() {
    if (retries.isFetching()) {
      return true;
    }
    waiting = true; // before it looks again: whoever begins looks at this after that
    return retries.isFetching();
  }

  private List<Delivery> await(int demand, Duration wait) throws InterruptedException {
    if (retries.areComing()) {
      // The next ones are on their way, and a wake-up would take a round trip.
      List<Delivery> own = super.next(demand, Duration.ZERO);
      if (!own.isEmpty() || hasOneCome()) {
        return own;
      }
    }
    if (!waiting) { // it stays so while no retry comes, since this is the way of every message
      waiting = true; // before it looks: whoever adds one looks at this after that
    }
    return retries.here() > 0 ? List.of() : super.next(demand, wait);
  }

  /** How many retries are here. */
  int here() {
    return retries.here();
  }

  private boolean hasOneCome() {
    parked = Thread.currentThread(); // before it looks, likewise
    if (retries.here() == 0) {
      machine.parkNanos(this, BRIEFLY_NANOS);
    }
    parked = null;
    return retries.here() > 0;
  }

  private List<Delivery> both(int demand) throws InterruptedException {
    waiting = false;
    int half = retriesFirst ? (demand + 1) / 2 : demand / 2;
    retriesFirst = !retriesFirst;
    int fresh = demand - Math.min(half, retries.here());
    // First, since it may fail, and nothing is taken yet.
    List<Delivery> own = fresh == 0 ? List.of() : super.next(fresh, Duration.ZERO);
    var deliveries = new ArrayList<Delivery>(demand);
    retries.moveTo(deliveries, demand - own.size());
    deliveries.addAll(own);
    // None, if a slow handler has all its work: the next goes to another replica.
    retries.want(demand - deliveries.size() + ahead());
    return deliveries;
  }

  private int ahead() {
    return ahead ? (int) Math.min(MOST_AHEAD, AHEAD_NANOS / Math.max(nanosPerMessage, 1)) : 0;
  }

  private void tellArrival() {
    Thread one = parked;
    if (one != null) {
      LockSupport.unpark(one);
    } else if (waiting) {
      super.wake();
    }
  }

  @Override
  public void extend() {
    var each = new Extensions();
    retries.extend(each);
    each.extend(source());
    each.throwFirst();
  }

  @Override
  public Duration ackWait() {
    Duration own = super.ackWait();
    Duration theirs = retries.ackWait();
    return own.compareTo(theirs) < 0 ? own : theirs;
  }

  @Override
  public List<String> changes() {
    var all = new ArrayList<>(retries.changes());
    all.addAll(super.changes());
    return all;
  }

  @Override
  public void pace(long nanos) {
    nanosPerMessage = nanos;
    super.pace(nanos);
  }

  @Override
  public void close() {
    closed = true;
    forget.run();
    // Both at once, since each may wait for its open pull to end.
    retries.beginClose();
    super.close();
    retries.awaitClose();
  }
}
