package dev.weft.engine.retry;

import dev.weft.engine.UserCode;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.machine.Machine;
import dev.weft.transport.Failure;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One fetcher of a handler's due retries as long as one is wanted: another one in place of one that
 * was abandoned, and as soon as a thread can be started. Any thread may call it.
 */
final class RetryFetchers {

  private static final Logger log = LoggerFactory.getLogger(RetryFetchers.class);

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Supplier<RetryFetcher> fetchers;
  private final String handler;
  private final Housekeeper housekeeper;
  private final Machine machine;
  private final ReentrantLock lock = new ReentrantLock();
  // Written under the lock.
  private Housekeeper.@Nullable Chore looks;
  private volatile @Nullable RetryFetcher latest;
  private volatile boolean fetching;
  private volatile boolean lacking; // one is wanted, and none could be started so far
  private boolean closed;

  /**
   * None yet.
   *
   * @param fetchers makes one that is not started
   */
  RetryFetchers(Supplier<RetryFetcher> fetchers, String handler, Housekeeper housekeeper) {
    this.fetchers = fetchers;
    this.handler = handler;
    this.housekeeper = housekeeper;
    this.machine = housekeeper.machine();
  }

  /** From now on there is one; false if that is so, or it is closed. */
  boolean begin() {
    lock.lock();
    try {
      if (closed || fetching) {
        return false;
      }
      looks = housekeeper.every(LOOK, this::look); // first, since it may fail
      fetching = true;
      lacking = true; // until it is known to have started: the next look tries again
    } finally {
      lock.unlock();
    }
    startIfLacking();
    return true;
  }

  /** From now on there is none; returns at once. */
  void rest() {
    lock.lock();
    try {
      if (!fetching) {
        return; // a second interrupt would cut the handing back short
      }
      fetching = false;
      lacking = false;
      if (latest != null) {
        latest.close();
      }
      if (looks != null) {
        looks.close();
      }
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #rest}, for good. */
  void close() {
    lock.lock();
    try {
      closed = true;
      rest();
    } finally {
      lock.unlock();
    }
  }

  boolean isFetching() {
    return fetching;
  }

  /** The source that is open now. */
  @Nullable Source source() {
    RetryFetcher present = latest;
    return present == null ? null : present.source();
  }

  /** Waits until the last one has ended, an interrupt notwithstanding. */
  void awaitEnd(Duration longest) {
    RetryFetcher last = latest;
    if (last == null) {
      return;
    }
    boolean interrupted = false;
    boolean ended = false;
    long deadline = machine.nanoTime() + longest.toNanos();
    while (!ended && deadline - machine.nanoTime() > 0) {
      try {
        ended = last.join(Duration.ofNanos(Math.max(1, deadline - machine.nanoTime())));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    RetryFetcher present = latest;
    if (lacking) {
      startIfLacking();
    } else if (present != null) {
      present.look(housekeeper, this::replace);
    }
  }

  private void replace() {
    lacking = true;
    startIfLacking();
  }

  private void startIfLacking() {
    Failure failure = UserCode.run(this::startAnother);
    if (failure != null) {
      UserCode.run( // a logger may throw too
          () ->
              log.error(
                  "handler {}: its retries that are due are not fetched, since no thread could be"
                      + " started; next try in {} s: {}",
                  handler,
                  LOOK.toSeconds(),
                  failure));
    }
  }

  private void startAnother() {
    RetryFetcher next = fetchers.get();
    lock.lock();
    try {
      if (fetching && lacking) { // or else a look was faster
        startInPlace(next);
      }
      lacking = false;
    } finally {
      lock.unlock();
    }
  }

  private void startInPlace(RetryFetcher next) {
    RetryFetcher former = latest;
    boolean started = false;
    latest = next; // before its thread waits to be woken
    try {
      next.start();
      started = true;
    } finally {
      if (!started) {
        latest = former;
      }
    }
  }
}
