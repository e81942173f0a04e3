package dev.weft.jetstream.publish;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.TransportException;
import dev.weft.engine.Threads;
import dev.weft.machine.Machine;
import dev.weft.transport.Failure;
import dev.weft.transport.settings.SettingText;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The publishes that wait for their answers, by number, with one thread for all their time-outs.
 * Safe for use by many threads.
 */
final class Unanswered {

  /** A publish that waits for its answer; the thread that takes it out completes it. */
  static final class Publish extends CompletableFuture<PublishReceipt> {

    private final Long number;
    private final String subject;
    private final Headers headers;
    private final Duration timeout;
    private final long deadline;

    private Publish(long number, String subject, Headers headers, Duration timeout) {
      this.number = number;
      this.subject = subject;
      this.headers = headers;
      this.timeout = timeout;
      this.deadline = System.nanoTime() + timeout.toNanos();
    }

    long number() {
      return number;
    }

    String subject() {
      return subject;
    }

    /** The id to put into the receipt. */
    String id() {
      return headers.messageId().orElse("");
    }
  }

  private final Runnable onEmpty;
  private final AtomicLong count = new AtomicLong();
  private final ConcurrentHashMap<Long, Publish> all = new ConcurrentHashMap<>();
  private final AtomicBoolean watched = new AtomicBoolean();
  private final AtomicLong shortest = new AtomicLong(Long.MAX_VALUE); // of the time-outs so far, ns
  private volatile @Nullable Thread watching; // the last one

  /**
   * None so far.
   *
   * @param onEmpty called when the last one is taken out, by the thread that takes it
   */
  Unanswered(Runnable onEmpty) {
    this.onEmpty = onEmpty;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Adds one, whose time begins now. */
  Publish add(String subject, Headers headers, Duration timeout) {
    var one = new Publish(count.incrementAndGet(), subject, headers, timeout);
    all.put(one.number, one);
    if (timeout.toNanos() < shortest.get()) {
      shorten(timeout.toNanos());
    }
    if (!watched.get() && watched.compareAndSet(false, true)) {
      Threads.start(
          Machine.real(), "weft-publish-timeouts", Threads.lasting(Machine.real(), new Watching()));
    }
    return one;
  }

  // Whoever watches sleeps no longer than any time-out that it knows of: this is news.
  private void shorten(long nanos) {
    shortest.accumulateAndGet(nanos, Math::min);
    LockSupport.unpark(watching);
  }

  /** Takes one out; null if its time was over, or there never was one. */
  @Nullable Publish take(long number) {
    Publish one = all.remove(number);
    if (one != null && all.isEmpty()) {
      onEmpty.run();
    }
    return one;
  }

  /** Takes this one out, unless another thread has. */
  boolean withdraw(Publish one) {
    return take(one.number) != null;
  }

  /** Takes some out and fails them. */
  void fail(Predicate<Publish> which, Function<Publish, TransportException> failure) {
    all.forEach(
        (number, one) -> {
          if (which.test(one) && withdraw(one)) {
            one.completeExceptionally(failure.apply(one));
          }
        });
  }

  /** Watches until there are none. */
  private final class Watching implements Threads.Lasting {

    private boolean done;

    @Override
    public void run() {
      watch();
      done = true;
    }

    @Override
    public boolean isWanted() {
      return !done;
    }

    @Override
    public void failed(Failure failure) {
      // The log tells; the next round takes those whose time is over meanwhile.
    }
  }

  // Ends when there are none, and is begun anew by the next one.
  private void watch() {
    watching = Thread.currentThread(); // before it looks for the shortest
    while (true) {
      long next = expire(System.nanoTime());
      if (all.isEmpty()) {
        watched.set(false);
        // Who has added one before that has left it to this thread.
        if (all.isEmpty() || !watched.compareAndSet(false, true)) {
          return;
        }
      }
      LockSupport.parkNanos(this, next - System.nanoTime());
    }
  }

  /** Fails those whose time is over, and says when the next one's will be. */
  private long expire(long now) {
    long next = now + shortest.get(); // of what is added from now on
    for (Publish one : all.values()) {
      if (one.deadline - now > 0) {
        next = one.deadline - next < 0 ? one.deadline : next;
      } else if (withdraw(one)) {
        // Elsewhere, since what depends on it may take its time.
        Threads.start(Machine.real(), "weft-publish", () -> one.completeExceptionally(late(one)));
      }
    }
    return next;
  }

  private static TransportException late(Publish one) {
    return TransportException.passing(
        "publish to " + one.subject + ": not confirmed within " + SettingText.of(one.timeout),
        null);
  }
}
