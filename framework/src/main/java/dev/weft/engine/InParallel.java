package dev.weft.engine;

import dev.weft.TransportException;
import dev.weft.machine.Machine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does many things that each wait for a server, a few at a time. */
public final class InParallel {

  private static final int AT_ONCE = 16;

  private InParallel() {}

  /**
   * Blocks until all is done, or one has failed and those that were begun are done.
   *
   * @param name of the threads
   * @throws RuntimeException what the first one that failed has thrown; what others have thrown is
   *     suppressed by it
   * @throws TransportException if the calling thread is interrupted, which interrupts those at work
   */
  public static <T> void each(Machine machine, String name, Collection<T> all, Consumer<T> task) {
    if (all.size() <= 1) {
      all.forEach(task);
      return;
    }
    Queue<T> left = new ConcurrentLinkedQueue<>(all);
    var failure = new AtomicReference<@Nullable Throwable>();
    Runnable lane = () -> work(left, failure, task);
    var threads = new ArrayList<Thread>();
    try {
      for (int i = 0; i < Math.min(AT_ONCE, all.size()); i++) {
        threads.add(Threads.start(machine, name, lane));
      }
    } catch (Throwable thrown) { // no memory for a thread, say: those that there are must end
      failed(failure, thrown);
    }
    join(machine, threads, failure);
    switch (failure.get()) {
      case RuntimeException known -> throw known;
      case Error error -> throw error;
      case Throwable other -> throw new IllegalStateException(other);
      case null -> {}
    }
  }

  private static <T> void work(
      Queue<T> left, AtomicReference<@Nullable Throwable> failure, Consumer<T> task) {
    for (T next = left.poll(); next != null && failure.get() == null; next = left.poll()) {
      try {
        task.accept(next);
      } catch (Throwable thrown) { // Errors too: the caller is to have it
        failed(failure, thrown);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // an exception cannot be suppressed by itself
  private static void failed(AtomicReference<@Nullable Throwable> first, Throwable thrown) {
    Throwable known = first.compareAndExchange(null, thrown);
    if (known != null && known != thrown) {
      known.addSuppressed(thrown);
    }
  }

  private static void join(
      Machine machine, List<Thread> threads, AtomicReference<@Nullable Throwable> failure) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      boolean ended = false;
      while (!ended) {
        try {
          ended = machine.join(thread, Long.MAX_VALUE);
        } catch (InterruptedException e) {
          interrupted = true;
          failed(
              failure, TransportException.passing("interrupted while waiting for the server", e));
          threads.forEach(Thread::interrupt);
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
