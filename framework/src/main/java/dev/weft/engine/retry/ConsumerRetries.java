package dev.weft.engine.retry;

import dev.weft.TransportException;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.ConsumerState;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Transport;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the consumer delay every retry (a negative acknowledgement with a delay), and warns before
 * the messages that wait have taken all of its {@code max_ack_pending} slots: from then on nothing
 * else would be delivered.
 */
public final class ConsumerRetries implements RetryStore {

  private static final Logger log = LoggerFactory.getLogger(ConsumerRetries.class);

  private static final double NEAR = 0.8;

  /**
   * Full slots are no sign by themselves, since a fast handler has them all the time. This process
   * has to have a share in it; it knows of its own delays only, not of other replicas'.
   */
  private static final double SHARE = 0.05;

  /** A twentieth of far more slots than any consumer has; they may be without a limit. */
  static final int MOST = 100_000;

  private static final long AGAIN = TimeUnit.MINUTES.toNanos(10);

  private static final long LONGEST = TimeUnit.DAYS.toNanos(10_000); // no sum overflows

  private final Transport transport;
  private final ConsumerSpec consumer;
  private final String remedy;
  private final LongSupplier nanoTime;
  private final Executor executor;
  private final ReentrantLock lock = new ReentrantLock();
  private final PriorityQueue<Long> delayedUntil = new PriorityQueue<>(); // guarded by lock
  private final AtomicBoolean looking = new AtomicBoolean();
  // Of the one look at a time.
  private volatile boolean warned;
  private volatile long warnedAt;

  /**
   * Watches one consumer.
   *
   * @param remedy what would let long retries hold no slot, for the warning
   * @param nanoTime the time
   * @param executor asks the server, which may block
   */
  public ConsumerRetries(
      Transport transport,
      ConsumerSpec consumer,
      String remedy,
      LongSupplier nanoTime,
      Executor executor) {
    this.transport = transport;
    this.consumer = consumer;
    this.remedy = remedy;
    this.nanoTime = nanoTime;
    this.executor = executor;
  }

  @Override
  public Optional<String> keep(Delivery delivery, Outcome.Retry retry) {
    if (!retry.after().isZero()) {
      lock.lock();
      try {
        long wait = Math.min(TimeUnit.NANOSECONDS.convert(retry.after()), LONGEST);
        if (delayedUntil.size() < MOST) {
          delayedUntil.add(nanoTime.getAsLong() + wait);
        }
      } finally {
        lock.unlock();
      }
    }
    return Optional.empty();
  }

  @Override
  public void look() {
    int delayed = delayed();
    if (delayed > 0 && looking.compareAndSet(false, true)) {
      boolean begun = false;
      try {
        executor.execute(() -> compare(delayed));
        begun = true;
      } finally {
        if (!begun) { // no thread for it, say: the next look asks
          looking.set(false);
        }
      }
    }
  }

  private void compare(int delayed) {
    try {
      compare(delayed, transport.state(consumer));
    } catch (TransportException e) {
      log.debug("consumer {}: not asked: {}", name(), e.getMessage());
    } finally {
      looking.set(false);
    }
  }

  private void compare(int delayed, ConsumerState state) {
    int slots = state.maxAckPending();
    boolean near = slots > 0 && state.ackPending() >= NEAR * slots && delayed >= SHARE * slots;
    long now = nanoTime.getAsLong();
    if (near && (!warned || now - warnedAt >= AGAIN)) {
      warnedAt = now;
      log.warn(
          "consumer {}: {} of its {} slots (max_ack_pending) are taken, {} of them by messages that"
              + " this process retries later; when all are, nothing else is delivered before the"
              + " first of them is due. Raise max_ack_pending, shorten the delays, or {}",
          name(),
          state.ackPending(),
          slots,
          delayed,
          remedy);
    }
    warned = near;
  }

  /** How many of its delays are not over, as far as they are counted. */
  int delayed() {
    long now = nanoTime.getAsLong();
    lock.lock();
    try {
      while (!delayedUntil.isEmpty() && delayedUntil.peek() - now <= 0) {
        delayedUntil.remove();
      }
      return delayedUntil.size();
    } finally {
      lock.unlock();
    }
  }

  private String name() {
    return consumer.stream() + "/" + consumer.name();
  }
}
