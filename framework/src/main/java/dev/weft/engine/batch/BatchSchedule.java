package dev.weft.engine.batch;

import dev.weft.engine.clock.Time;
import dev.weft.engine.deadletter.LastAttempts;
import dev.weft.engine.flow.Admission;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.retry.RetryDecision;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which batches are called when, and what follows for the messages of one that failed. All under
 * the lock of its {@link Batches}.
 */
final class BatchSchedule<T> {

  private static final long NO_PERIOD = -1;

  private final BatchRules rules;
  private final Gate gate;
  private final Gathering<T> gathering;
  private final Set<BatchCall<T>> underWay = Collections.newSetFromMap(new IdentityHashMap<>());

  BatchSchedule(BatchRules rules, Gate gate, Time time) {
    this.rules = rules;
    this.gate = gate;
    this.gathering = new Gathering<>(rules.policy(), gate, time);
  }

  /** The messages that wait for their batch. */
  Gathering<T> gathering() {
    return gathering;
  }

  /** A message waits for its batch, which starts if it is due with it. */
  void add(BatchMember<T> member) {
    gathering.add(member);
    look();
  }

  /** A message waits no longer; returns false if its batch was started already. */
  boolean remove(BatchMember<T> member) {
    boolean waited = gathering.remove(member);
    if (waited) {
      look();
    }
    return waited;
  }

  /** Starts what is due; at a stop, hands back what would have to wait for its start. */
  void look() {
    Admission breaker = gate.breaker().pass();
    if (breaker != Admission.ALL) {
      // All but the one that was let through to be tried.
      long tried = breaker == Admission.TRIAL ? gate.breaker().period() : NO_PERIOD;
      gathering.handBackAllBut(tried, afterPause(breaker));
    }
    while (gathering.isDue() && underWay.size() < rules.concurrency()) {
      startBatch(gathering.take());
    }
    if (gate.pass() == Admission.NONE) {
      gathering.handBackAllBut(NO_PERIOD, Duration.ZERO);
    }
  }

  /** The call has ended, or is abandoned; returns false if one of these came before. */
  boolean finish(BatchCall<T> call) {
    return underWay.remove(call);
  }

  /**
   * Tells these members of a finished call what becomes of them, and starts what follows it.
   *
   * @param failed how it failed; null if it did not
   * @return how many of them are handled again at once, each by itself
   */
  int conclude(BatchCall<T> call, List<BatchMember<T>> members, BatchCall.@Nullable Ended failed) {
    members.forEach(member -> conclude(call, member, failed));
    int again = call.alone().size();
    goOn(call);
    return again;
  }

  private void conclude(
      BatchCall<T> call, BatchMember<T> member, BatchCall.@Nullable Ended failed) {
    if (call.members().size() == 1) {
      member.tell(call.word(failed));
    } else if (failed == null || member.attempt().isSettled()) {
      member.tell(new BatchMember.Word.Handled<>());
    } else if (failed.stop() || member.isInterrupted()) {
      member.tell(
          member == call.caller()
              ? new BatchMember.Word.Failed<>(failed.thrown())
              : new BatchMember.Word.HandBack<>(Duration.ZERO));
    } else if (RetryDecision.isWordOnMessage(rules.retry(), failed.failure())) {
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

  private void startBatch(List<BatchMember<T>> batch) {
    // A last attempt is made alone: if the process dies, that message is the cause.
    Map<Boolean, List<BatchMember<T>>> byLast =
        batch.stream()
            .collect(
                Collectors.partitioningBy(
                    member -> LastAttempts.isLast(member.delivery(), rules.retry())));
    var alone = new ArrayDeque<>(byLast.getOrDefault(true, List.of()));
    List<BatchMember<T>> together = byLast.getOrDefault(false, List.of());
    if (together.isEmpty()) {
      startAlone(alone);
    } else {
      start(new BatchCall<>(together, alone));
    }
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
}
