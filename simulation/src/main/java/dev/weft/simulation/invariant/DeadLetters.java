package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.Verdict;
import dev.weft.simulation.scenario.Disturbance.Kind;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.HandlerShape.Exhausted;
import dev.weft.simulation.scenario.Post;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Each message that was given up is one dead letter, and no other message is. In runs with faults,
 * or with replicas that die or stand still, a message whose calls have all succeeded may be one:
 * nobody may know any more how its last attempt has ended.
 */
final class DeadLetters implements Invariant {

  static boolean has(Evidence run, HandlerShape handler, Post post) {
    return count(run, handler, post) > 0;
  }

  private static long count(Evidence run, HandlerShape handler, Post post) {
    return run.ending().dead().stream()
        .filter(dead -> dead.message() == post.number() && dead.handler().equals(handler.name()))
        .count();
  }

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      for (Post post : run.kept()) {
        complaint(run, handler, post)
            .ifPresent(
                text ->
                    broken.add(
                        "message %d of %s: %s".formatted(post.number(), handler.name(), text)));
      }
    }
    return broken;
  }

  private static Optional<String> complaint(Evidence run, HandlerShape handler, Post post) {
    long count = count(run, handler, post);
    List<Call> calls = run.calls(handler, post);
    if (count > 1) {
      return Optional.of("expected one dead letter at most, and there are " + count);
    }
    if (count == 0) {
      return post.isGood(handler.name()) || handler.retrying().exhausted() == Exhausted.STOP
          ? Optional.empty()
          : Optional.of("expected a dead letter, since it never succeeds, and there is none");
    }
    if (calls.stream().allMatch(Call::succeeded) && !isParked(run, handler, post) && !mayDie(run)) {
      return Optional.of("expected no dead letter, since no call of it has failed");
    }
    if (run.isSmooth() && calls.stream().anyMatch(call -> isHandled(run, call))) {
      return Optional.of("expected no dead letter, since it was handled before");
    }
    return Optional.empty();
  }

  /** Whether nobody may know any more how an attempt has ended. */
  private static boolean mayDie(Evidence run) {
    return run.faults() > 0 || run.has(Kind.KILL, Kind.FREEZE);
  }

  /** Whether a call has succeeded and its message was acknowledged, as Weft says. */
  private static boolean isHandled(Evidence run, Call call) {
    return call.succeeded() && run.isSettled(call, Verdict.ACK);
  }

  private static boolean isParked(Evidence run, HandlerShape handler, Post post) {
    return handler.retrying().exhausted() == Exhausted.PARK_KEY
        && run.stored().stream()
            .anyMatch(
                other ->
                    other.key() == post.key()
                        && run.sequence(other.number()) < run.sequence(post.number())
                        && has(run, handler, other));
  }
}
