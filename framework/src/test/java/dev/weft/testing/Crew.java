package dev.weft.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/**
 * Threads that start at the same moment, each with randomness of its own. They are platform
 * threads, which the system stops anywhere, as it does the carriers of virtual ones.
 */
public final class Crew {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Random random;
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch start = new CountDownLatch(1);
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  /** Nobody yet. */
  public Crew(Random random) {
    this.random = random;
  }

  /** What one of them does. */
  public interface Part {
    void play(Random random) throws Exception;
  }

  /** One more, who waits for {@link #play}. */
  public Crew add(String name, Part part) {
    var own = new Random(random.nextLong());
    threads.add(
        Thread.ofPlatform()
            .name(name)
            .daemon()
            .start(
                () -> {
                  try {
                    start.await();
                    part.play(own);
                  } catch (Throwable failure) {
                    failures.add(failure);
                  }
                }));
    return this;
  }

  /** Has all of them start, and returns when all have ended; fails if one fails or hangs. */
  public void play() throws InterruptedException {
    start.countDown();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (Thread thread : threads) {
      // Its word, not isAlive(): that may be true for a moment after the thread has terminated.
      if (!thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
        var stack = new Throwable("where it hangs");
        stack.setStackTrace(thread.getStackTrace());
        failures.add(new AssertionError(thread.getName() + " does not end", stack));
      }
    }
    if (!failures.isEmpty()) {
      var failure = new AssertionError(failures.size() + " of the crew failed", failures.remove());
      failures.forEach(failure::addSuppressed);
      throw failure;
    }
  }
}
