package dev.weft.engine.flow;

import dev.weft.BreakerPolicy;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.engine.Observer;
import dev.weft.transport.Failure;
import dev.weft.transport.settings.SettingText;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses a worker whose handler fails too often, so that messages do not spend their attempts on
 * something that is away; after each pause one message tries whether it is back.
 *
 * <p>ADR 0010 says what counts as a failure. Handlers' threads tell it outcomes; any thread may
 * ask.
 */
public final class Breaker {

  private static final Logger log = LoggerFactory.getLogger(Breaker.class);

  private sealed interface State {

    record Closed() implements State {}

    /** Paused until then; {@code again} if a trial has failed already. */
    record Open(long until, String why, boolean again) implements State {}

    record Trying(String why) implements State {}
  }

  private static final State CLOSED = new State.Closed();

  private final HandlerId handler;
  private final BreakerPolicy policy;
  private final Observer observer;
  private final LongSupplier nanoTime;

  // A thread that was abandoned may still report: changes of state and outcomes are under the lock.
  // What they come to is told after that, since whoever is told may block.
  private final ReentrantLock lock = new ReentrantLock();
  private final RecentOutcomes recent;
  private volatile State state = CLOSED;
  private volatile long period;

  public Breaker(
      HandlerId handler, BreakerPolicy policy, Observer observer, LongSupplier nanoTime) {
    this.handler = handler;
    this.policy = policy;
    this.observer = observer;
    this.nanoTime = nanoTime;
    this.recent = new RecentOutcomes(policy.window(), nanoTime.getAsLong());
  }

  /**
   * Numbers the times in which it is closed, open or tries a message. What ends counts for the one
   * that it began in: a message from before a pause tells nothing of how the trial after it goes.
   */
  public long period() {
    return period;
  }

  /** The handler has done its work on a message that began in that period. */
  public void succeeded(long begun) {
    if (!policy.enabled()) {
      return;
    }
    Runnable telling = Breaker::tellNobody;
    lock.lock();
    try {
      if (begun == period) {
        switch (state) {
          case State.Closed() -> recent.add(false, nanoTime.getAsLong());
          case State.Trying ignored -> telling = close();
          case State.Open ignored -> {} // it slipped in as the pause began
        }
      }
    } finally {
      lock.unlock();
    }
    telling.run();
  }

  /**
   * The handler could not do its work on a message that began in that period, for a reason that is
   * not the message's.
   */
  public void failed(long begun, Failure failure) {
    if (!policy.enabled()) {
      return;
    }
    Runnable telling = Breaker::tellNobody;
    lock.lock();
    try {
      if (begun == period) {
        telling =
            switch (state) {
              case State.Closed() -> count(failure);
              case State.Trying(String why) -> reopen(why, failure);
              case State.Open ignored -> Breaker::tellNobody;
            };
      }
    } finally {
      lock.unlock();
    }
    telling.run();
  }

  /** What it lets the worker take. */
  public Admission pass() {
    return switch (state) {
      case State.Closed() -> Admission.ALL;
      case State.Trying ignored -> Admission.TRIAL;
      case State.Open open -> open.again() ? Admission.NONE : Admission.HOLD;
    };
  }

  /** How long the pause still takes; zero if there is none, or this call has ended it. */
  public long nanosLeft() {
    lock.lock();
    try {
      if (!(state instanceof State.Open open)) {
        return 0;
      }
      long left = open.until() - nanoTime.getAsLong();
      if (left > 0) {
        return left;
      }
      become(new State.Trying(open.why()));
      return 0;
    } finally {
      lock.unlock();
    }
  }

  /** Why the worker takes nothing; empty while it takes, be it one message only. */
  Optional<String> problem() {
    return state instanceof State.Open open
        ? Optional.of("paused for another " + SettingText.of(left(open)) + ": " + open.why())
        : Optional.empty();
  }

  private Runnable count(Failure failure) {
    recent.add(true, nanoTime.getAsLong());
    long counted = recent.counted();
    long failed = recent.failed();
    if (counted < policy.minOutcomes() || failed < policy.failureRate() * counted) {
      return Breaker::tellNobody;
    }
    String why =
        "%d of %d outcomes failed within %s"
            .formatted(failed, counted, SettingText.of(policy.window()));
    pause(why, false);
    return () -> {
      observer.happened(handler, Incident.PAUSED);
      log.warn(
          "handler {}: {}; paused for {}, last failure: {}",
          handler.name(),
          why,
          SettingText.of(policy.pause()),
          failure.describe());
    };
  }

  private Runnable reopen(String why, Failure failure) {
    pause(why, true);
    return () -> {
      observer.happened(handler, Incident.PAUSED);
      log.debug(
          "handler {}: the message after the pause failed too; paused for another {}: {}",
          handler.name(),
          SettingText.of(policy.pause()),
          failure.describe());
    };
  }

  private void pause(String why, boolean again) {
    become(new State.Open(nanoTime.getAsLong() + policy.pause().toNanos(), why, again));
  }

  private Runnable close() {
    become(CLOSED);
    recent.clear();
    return () ->
        log.info("handler {}: a message was handled after the pause; going on", handler.name());
  }

  // The lock is held, so nobody else writes. The state first: who sees the new number sees it too.
  @SuppressWarnings({"NonAtomicOperationOnVolatileField", "NonAtomicVolatileUpdate"})
  private void become(State next) {
    state = next;
    period++;
  }

  private Duration left(State.Open open) {
    long nanos = open.until() - nanoTime.getAsLong();
    return Duration.ofSeconds(Math.max(0, Math.ceilDiv(nanos, 1_000_000_000L)));
  }

  private static void tellNobody() {}
}
