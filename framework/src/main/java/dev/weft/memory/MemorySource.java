package dev.weft.memory;

import dev.weft.transport.Delivery;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.List;

/** Takes from a consumer on demand; with nothing between the two there is nothing to hand back. */
final class MemorySource implements Source {

  private final String name;
  private final MemoryConsumer consumer;
  private final Guard guard;
  // Under the guard.
  private boolean closed;
  private boolean woken;

  /**
   * A source that is open.
   *
   * @param name what it takes from, for errors
   */
  MemorySource(String name, MemoryConsumer consumer, Guard guard) {
    this.name = name;
    this.consumer = consumer;
    this.guard = guard;
  }

  @Override
  public List<Delivery> next(int demand, Duration wait) throws InterruptedException {
    if (demand < 1) {
      throw new IllegalArgumentException(
          name + ": demand = " + demand + ": expected at least 1; do not ask without a free slot");
    }
    guard.lockInterruptibly();
    try {
      long deadline = guard.machine().nanoTime() + Ticker.nanosOf(wait);
      while (!closed) {
        guard.checkOpen(name);
        List<Delivery> taken = consumer.take(demand);
        long left = deadline - guard.machine().nanoTime();
        if (!taken.isEmpty() || left <= 0 || woken) {
          return taken;
        }
        consumer.awaitChange(left);
      }
      return List.of();
    } finally {
      woken = false;
      guard.unlock();
    }
  }

  @Override
  public void wake() {
    guard.locked(
        () -> {
          woken = true;
          consumer.wake();
        });
  }

  @Override
  public void extend() {
    // Nothing is received ahead of a call of next, so there is nothing to keep.
  }

  @Override
  public long breaks() {
    return 0;
  }

  @Override
  public void pace(long nanos) {
    // Nothing is received ahead, at any pace.
  }

  @Override
  public Duration ackWait() {
    return consumer.ackWait();
  }

  @Override
  public void close() {
    guard.locked(
        () -> {
          closed = true;
          consumer.wake();
        });
  }
}
