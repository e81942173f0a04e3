package dev.weft.engine.batch;

import dev.weft.BatchHandler;
import dev.weft.RetryPolicy;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Observer;
import dev.weft.engine.TimeLimitException;
import dev.weft.engine.UserCode;
import dev.weft.engine.clock.Time;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.delivery.HandledMessage;
import dev.weft.engine.delivery.HandlerCall;
import dev.weft.engine.delivery.LastAttempts;
import dev.weft.engine.delivery.NotBegunException;
import dev.weft.engine.flow.Admission;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.retry.RetryDecision;
import dev.weft.transport.Failure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
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

  private static final long NO_PERIOD = -1;

  private final HandlerId id;
  private final BatchHandler<T> handler;
  private final int concurrency;
  private final RetryPolicy retry;
  private final Duration timeout;
  private final Gate gate;
  private final Time time;
  private final Observer observer;
  private final ReentrantLock lock = new ReentrantLock();

  // Both under the lock: who waits for a batch, and the calls that take up the places.
  private final Gathering<T> gathering;
  private final Set<BatchCall<T>> underWay = Collections.newSetFromMap(new IdentityHashMap<>());

  // The observer is told without the lock, by one thread at a time: it may block.
  private final AtomicBoolean telling = new AtomicBoolean();
  private volatile boolean untold;

  public Batches(
      HandlerId id,
      BatchHandler<T> handler,
      BatchRules rules,
      Gate gate,
      Time time,
      Observer observer) {
    this.id = id;
    this.handler = handler;
    this.concurrency = rules.concurrency();
    this.retry = rules.retry();
    this.timeout = rules.timeout();
    this.gate = gate;
    this.time = time;
    this.gathering = new Gathering<>(rules.policy(), gate, time);
    this.observer = observer;
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
      tell();
      BatchMember.Word<T> word = await(member);
      while (word instanceof BatchMember.Word.Call<T>(BatchCall<T> call)) {
        make(call);
        word = await(member);
      }
      follow(word);
    } finally {
      attempt.beginLimit(); // for the middleware, on its way out
      tell(); // what has had it woken
    }
  }

  private static <T> void follow(BatchMember.Word<T> word) throws Exception {
    switch (word) {
      case BatchMember.Word.Handled<T>() -> {}
      case BatchMember.Word.HandBack<T>(Duration after) -> throw new NotBegunException(after);
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
      var member = new BatchMember<>(message, lock.newCondition(), time.nanoTime());
      gathering.add(member);
      look();
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
          if (gathering.isFirst(member)) {
            long left = gathering.left();
            member
                .told()
                .await(left > 0 ? Math.min(left, LOOK_NANOS) : LOOK_NANOS, TimeUnit.NANOSECONDS);
            look();
          } else {
            member.told().await();
          }
        } catch (InterruptedException e) {
          leave(member, e);
        }
        word = member.takeWord();
      }
      if (member.isInterrupted() && word instanceof BatchMember.Word.Call<T>) {
        Thread.currentThread().interrupt(); // for the handler, which it is to call after all
      }
      return word;
    } finally {
      lock.unlock();
    }
  }

  /** Goes if it only waits; what is with the handler waits for what becomes of it there. */
  private void leave(BatchMember<T> member, InterruptedException e) throws InterruptedException {
    if (!gate.isStopped()) {
      return; // somebody's who has no say here
    }
    if (gathering.remove(member)) {
      look();
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
      observer.calling(id, call.members().size());
      gate.clearStrayInterrupt();
      attempt.onAbandon(() -> giveUp(call));
      attempt.beginLimit();
      handler.handle(call.messages());
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

  private void end(BatchCall<T> call, BatchCall.@Nullable Ended failed) {
    int again = 0;
    lock.lock();
    try {
      if (underWay.remove(call)) {
        again = conclude(call, call.members(), failed);
      } else { // it was abandoned, and is not waited for any more
        call.caller().tell(word(failed));
      }
    } finally {
      lock.unlock();
    }
    report(call, failed, again);
  }

  /** The handler does not end when it is interrupted: its caller is left alone with it. */
  private void giveUp(BatchCall<T> call) {
    var late = new TimeLimitException(timeout, call.caller().attempt().alarm().where());
    var failed = new BatchCall.Ended(late, Failure.of(late), false);
    int again = 0;
    lock.lock();
    try {
      if (underWay.remove(call)) {
        again = conclude(call, call.members().subList(1, call.members().size()), failed);
      }
    } finally {
      lock.unlock();
    }
    report(call, failed, again);
  }

  // Not under the lock, since a logger may block, and throw: by now all are told.
  private void report(BatchCall<T> call, BatchCall.@Nullable Ended failed, int again) {
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

  /** Tells these what becomes of them; returns how many of the call's are handled again. */
  private int conclude(
      BatchCall<T> call, List<BatchMember<T>> members, BatchCall.@Nullable Ended failed) {
    members.forEach(member -> conclude(call, member, failed));
    int again = call.alone().size();
    goOn(call);
    return again;
  }

  private void conclude(
      BatchCall<T> call, BatchMember<T> member, BatchCall.@Nullable Ended failed) {
    if (call.members().size() == 1) {
      member.tell(word(failed));
    } else if (failed == null || member.attempt().isSettled()) {
      member.tell(new BatchMember.Word.Handled<>());
    } else if (failed.stop() || member.isInterrupted()) {
      member.tell(
          member == call.caller()
              ? new BatchMember.Word.Failed<>(failed.thrown())
              : new BatchMember.Word.HandBack<>(Duration.ZERO));
    } else if (RetryDecision.isWordOnMessage(retry, failed.failure())) {
      member.tell(new BatchMember.Word.Failed<>(failed.thrown()));
    } else {
      call.alone().add(member);
    }
  }

  /** What follows the call in its place, or else another batch. */
  private void goOn(BatchCall<T> call) {
    Admission pass = gate.pass();
    if (pass != Admission.ALL) {
      Duration after = afterPause(pass);
      call.alone().forEach(member -> member.tell(new BatchMember.Word.HandBack<>(after)));
      call.alone().clear();
    }
    startAlone(call.alone());
    look();
  }

  // While the breaker has the worker wait, what goes back at once might come straight back.
  private Duration afterPause(Admission pass) {
    return pass == Admission.HOLD ? Duration.ofNanos(gate.breaker().nanosLeft()) : Duration.ZERO;
  }

  private void startAlone(Deque<BatchMember<T>> alone) {
    BatchMember<T> next = alone.poll();
    while (next != null && next.isInterrupted()) {
      next.tell(new BatchMember.Word.HandBack<>(Duration.ZERO));
      next = alone.poll();
    }
    if (next != null) {
      start(new BatchCall<>(List.of(next), alone));
    }
  }

  private void start(BatchCall<T> call) {
    underWay.add(call);
    call.caller().tell(new BatchMember.Word.Call<>(call));
  }

  /** Calls no observer: whoever wakes those who wait may hold locks. Those that it wakes do. */
  private void lookAgain() {
    lock.lock();
    try {
      look();
    } finally {
      lock.unlock();
    }
  }

  /** Starts what is due; at a stop, hands back what would have to wait for its start. */
  private void look() {
    Admission breaker = gate.breaker().pass();
    if (breaker != Admission.ALL) {
      // All but the one that was let through to be tried.
      long tried = breaker == Admission.TRIAL ? gate.breaker().period() : NO_PERIOD;
      gathering.handBackAllBut(tried, afterPause(breaker));
    }
    while (gathering.isDue() && underWay.size() < concurrency) {
      startBatch(gathering.take());
    }
    if (gate.pass() == Admission.NONE) {
      gathering.handBackAllBut(NO_PERIOD, Duration.ZERO);
    }
    untold = true;
  }

  /** Tells how many gather now; not under the lock. */
  private void tell() {
    while (untold && telling.compareAndSet(false, true)) {
      try {
        gatheringNow().run();
      } finally {
        telling.set(false);
      }
    }
  }

  private Runnable gatheringNow() {
    lock.lock();
    try {
      untold = false;
      return gathering.telling(id, observer);
    } finally {
      lock.unlock();
    }
  }

  private void startBatch(List<BatchMember<T>> batch) {
    // What it does to its process on its last attempt is to be held against it alone.
    Map<Boolean, List<BatchMember<T>>> byLast =
        batch.stream()
            .collect(
                Collectors.partitioningBy(
                    member -> LastAttempts.isLast(member.delivery(), retry)));
    var alone = new ArrayDeque<>(byLast.getOrDefault(true, List.of()));
    List<BatchMember<T>> together = byLast.getOrDefault(false, List.of());
    if (together.isEmpty()) {
      startAlone(alone);
    } else {
      start(new BatchCall<>(together, alone));
    }
  }

  private static <T> BatchMember.Word<T> word(BatchCall.@Nullable Ended failed) {
    return failed == null
        ? new BatchMember.Word.Handled<>()
        : new BatchMember.Word.Failed<>(failed.thrown());
  }
}
