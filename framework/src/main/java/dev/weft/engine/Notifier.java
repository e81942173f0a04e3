package dev.weft.engine;

import dev.weft.machine.Machine;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells a logger or an observer, one thing after the other, on a thread of its own that is there
 * only while there is something to tell. For threads that must go on though whoever is told blocks,
 * for ever if need be, or throws.
 *
 * <p>Any thread may call any method; only {@link #await} blocks.
 */
public final class Notifier {

  /** Behind one that blocks no more than this waits; the rest is never told. */
  private static final int MOST = 1_000;

  private final Machine machine;
  private final String thread;
  private final Queue<Runnable> untold = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean telling = new AtomicBoolean();

  /** One whose thread has that name. */
  public Notifier(Machine machine, String thread) {
    this.machine = machine;
    this.thread = thread;
  }

  /** Has it told, and returns at once; throws nothing. */
  public void tell(Runnable what) {
    if (waiting.incrementAndGet() > MOST) {
      waiting.decrementAndGet();
      return;
    }
    untold.add(what);
    if (telling.compareAndSet(false, true)
        && UserCode.run(() -> Threads.platform(machine, thread, this::tellAll).start()) != null) {
      telling.set(false); // no thread for it now: it is told with the next
    }
  }

  /**
   * Waits until all is told, for so long at most. An interrupt does not cut it short.
   *
   * @return false if it is not
   */
  public boolean await(Duration limit) {
    var told = new CountDownLatch(1);
    tell(told::countDown);
    return Uninterruptibly.await(machine, told, limit);
  }

  private void tellAll() {
    do {
      for (Runnable what = untold.poll(); what != null; what = untold.poll()) {
        waiting.decrementAndGet();
        UserCode.run(what::run); // a logger's appender may throw too, and there is nobody to tell
      }
      telling.set(false); // before it looks again: whoever adds looks at this after that
    } while (!untold.isEmpty() && telling.compareAndSet(false, true));
  }
}
