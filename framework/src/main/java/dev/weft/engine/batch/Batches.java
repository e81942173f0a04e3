package dev.weft.engine.batch;

import dev.weft.BatchHandler;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Observer;
import dev.weft.engine.TimeLimitException;
import dev.weft.engine.UserCode;
import dev.weft.engine.clock.Time;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.delivery.HandledMessage;
import dev.weft.engine.delivery.HandlerCall;
import dev.weft.engine.flow.Gate;
import dev.weft.transport.Failure;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the messages of a batch handler meet: each comes on its own thread, with the stages of a
 * message around it, and waits for others; the thread of one of them calls the handler for all.
 *
 * <p>ADR 0021 says what becomes of the others when a batch fails.
 */
public final class Batches<T> implements HandlerCall<T> {

  private static final Logger log = LoggerFactory.getLogger(Batches.class);

  // A breaker opens without a word, and then nobody is to wait for more.
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  private final HandlerId id;
  private final BatchHandler<T> handler;
  private final Duration timeout;
  private final Gate gate;
  private final Time time;
  private final Observer observer;
  private final ReentrantLock lock = new ReentrantLock();
  private final BatchSchedule<T> schedule; // under the lock
  private final GatheringReport report;

  public Batches(
      HandlerId id,
      BatchHandler<T> handler,
      BatchRules rules,
      Gate gate,
      Time time,
      Observer observer) {
    this.id = id;
    this.handler = handler;
    this.timeout = rules.timeout();
    this.gate = gate;
    this.time = time;
    this.observer = observer;
    this.schedule = new BatchSchedule<>(rules, gate, time);
    this.report = new GatheringReport(id, schedule.gathering(), lock, observer);
    gate.onWake(this::lookAgain);
  }

  /** Waits for its batch, and until that is handled. */
  @Override
  public void call(HandledMessage<T> message) throws Exception {
    Attempt attempt = message.current();
    if (attempt.suspendLimit()) {
      throw new TimeLimitException(timeout, attempt.alarm().where());
    }
    attempt.markEmitted();
    try {
      BatchMember<T> member = enter(message);
      report.tell();
      BatchMember.Word<T> word = await(member);
      while (word instanceof BatchMember.Word.Call<T>(BatchCall<T> call)) {
        make(call);
        word = await(member);
      }
      follow(attempt, word);
    } finally {
      attempt.beginLimit(); // for the middleware, on its way out
      report.tell(); // what has had it woken
    }
  }

  private static <T> void follow(Attempt attempt, BatchMember.Word<T> word) throws Exception {
    switch (word) {
      case BatchMember.Word.Handled<T>() -> {}
      case BatchMember.Word.HandBack<T>(Duration after) -> throw attempt.handBack(after);
      case BatchMember.Word.Failed<T>(Throwable thrown) ->
          Batches.<RuntimeException>throwAsItIs(thrown);
      case BatchMember.Word.Call<T> call ->
          throw new IllegalStateException("a call that was not made");
    }
  }

  // The middleware is to see what the handler threw, be it declared or not.
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void throwAsItIs(Throwable thrown) throws E {
    throw (E) thrown;
  }

  private BatchMember<T> enter(HandledMessage<T> message) {
    lock.lock();
    try {
      var member = new BatchMember<>(message, gate.machine().condition(lock), time.nanoTime());
      schedule.add(member);
      report.changed();
      return member;
    } finally {
      lock.unlock();
    }
  }

  private BatchMember.Word<T> await(BatchMember<T> member) throws InterruptedException {
    lock.lock();
    try {
      BatchMember.Word<T> word = member.takeWord();
      while (word == null) {
        try {
          if (schedule.gathering().isFirst(member)) {
            long left = schedule.gathering().left();
            member
                .told()
                .await(left > 0 ? Math.min(left, LOOK_NANOS) : LOOK_NANOS, TimeUnit.NANOSECONDS);
            schedule.look();
            report.changed();
          } else {
            member.told().await();
          }
        } catch (InterruptedException e) {
          leave(member, e);
        }
        word = member.takeWord();
      }
      if (member.isInterrupted() && word instanceof BatchMember.Word.Call<T>) {
        Thread.currentThread().interrupt(); // as it was told when it could not go any more
      }
      return word;
    } finally {
      lock.unlock();
    }
  }

  /** Goes if it only waits; what is with the handler waits for what becomes of it there. */
  private void leave(BatchMember<T> member, InterruptedException e) throws InterruptedException {
    if (!gate.isStopped()) {
      return; // not the interrupt of a stop
    }
    if (schedule.remove(member)) {
      report.changed();
      throw e;
    }
    member.interrupted();
  }

  /** Calls the handler, on the thread of the call's first message. */
  private void make(BatchCall<T> call) {
    Attempt attempt = call.caller().attempt();
    BatchCall.Ended failed = null;
    try { // all of it: whatever fails, the others and the place must not wait for ever
      call.members().forEach(member -> member.attempt().beforeCall());
      if (!call.isSettled()) {
        observer.calling(id, call.members().size());
        gate.clearStrayInterrupt();
        attempt.onAbandon(() -> abandon(call));
        attempt.beginLimit();
        refuseIfStopped();
        handler.handle(call.messages());
      }
    } catch (Throwable thrown) { // Errors too: others wait to be told
      // While the time limit counts: this calls the exception's methods.
      Failure failure = Failure.of(thrown);
      failed = new BatchCall.Ended(thrown, failure, gate.isStop(failure));
    }
    if (attempt.suspendLimit() && failed != null) {
      StackTraceElement[] where = attempt.alarm().where();
      failed =
          new BatchCall.Ended(
              new TimeLimitException(timeout, where),
              TimeLimitException.failure(timeout, where, failed.failure()),
              false);
    }
    gate.clearStrayInterrupt();
    end(call, failed);
  }

  /** A stop may interrupt it after the call was given to it, as while it notes a last attempt. */
  private void refuseIfStopped() throws InterruptedException {
    if (gate.isStopped() && Thread.interrupted()) {
      throw new InterruptedException("its worker was stopped before the call");
    }
  }

  private void end(BatchCall<T> call, BatchCall.@Nullable Ended failed) {
    int again = 0;
    lock.lock();
    try {
      if (schedule.finish(call)) {
        again = schedule.conclude(call, call.members(), failed);
        report.changed();
      } else { // it was abandoned, and is not waited for any more
        call.caller().tell(call.word(failed));
      }
    } finally {
      lock.unlock();
    }
    log(call, failed, again);
  }

  /** The handler does not end when it is interrupted: its caller is left alone with it. */
  private void abandon(BatchCall<T> call) {
    var late = new TimeLimitException(timeout, call.caller().attempt().alarm().where());
    var failed = new BatchCall.Ended(late, Failure.of(late), false);
    int again = 0;
    lock.lock();
    try {
      if (schedule.finish(call)) {
        again = schedule.conclude(call, call.members().subList(1, call.members().size()), failed);
        report.changed();
      }
    } finally {
      lock.unlock();
    }
    log(call, failed, again);
  }

  // Not under the lock, since a logger may block, and throw: all members were told before.
  private void log(BatchCall<T> call, BatchCall.@Nullable Ended failed, int again) {
    if (failed == null || call.members().size() == 1) {
      return;
    }
    UserCode.run(
        () -> {
          log.warn(
              "handler {}: a batch of {} failed; {} handled again at once, each by itself: {}",
              id.name(),
              call.members().size(),
              again,
              failed.failure().summary());
          log.debug("the failure: {}", failed.failure().stack());
        });
  }

  /** Calls no observer: the thread that wakes the waiting ones may hold locks. They call it. */
  private void lookAgain() {
    lock.lock();
    try {
      schedule.look();
      report.changed();
    } finally {
      lock.unlock();
    }
  }
}
