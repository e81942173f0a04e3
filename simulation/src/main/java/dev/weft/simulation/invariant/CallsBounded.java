package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.End;
import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Verdict;
import dev.weft.simulation.scenario.Act;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.HandlerShape.Exhausted;
import dev.weft.simulation.scenario.HandlerShape.Order;
import dev.weft.simulation.scenario.Post;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A handler is called once for a delivery: twice with batches, whose messages are handled again
 * alone, and with an order by key as often as the attempts say, by each worker that the message was
 * with: one that hands it back remembers its attempts. Of the calls that have counted, since they
 * came to an end of their own and the server heard of it before the message was with anybody else,
 * there are no more than the attempts say.
 *
 * <p>Not checked for a handler with an order by key that stops over a message, which each resume
 * begins anew.
 */
final class CallsBounded implements Invariant {

  private static final long A_MOMENT = 1_000_000;

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    for (HandlerShape handler : run.scenario().shape().handlers()) {
      for (Post post : run.stored()) {
        List<Call> calls = run.calls(handler, post);
        long most = most(run, handler, post, calls);
        if (calls.size() > most) {
          broken.add(
              "message %d: expected %d calls of %s at most, and there were %d"
                  .formatted(post.number(), most, handler.name(), calls.size()));
        }
      }
    }
    return broken;
  }

  private static long most(Evidence run, HandlerShape handler, Post post, List<Call> calls) {
    long deliveries = run.deliveries(handler, post.number());
    int expected = AttemptsExact.expected(handler, post);
    if (handler.isBatch()) {
      return 2 * deliveries;
    }
    if (handler.retrying().exhausted() == Exhausted.STOP) { // one attempt more with each resume
      return handler.isKeyed() ? Long.MAX_VALUE : deliveries;
    }
    if (handler.isKeyed()) { // who takes over knows nothing of the attempts before
      return calls.size() <= expected
          ? expected
          : expected * workers(run, handler, calls, deliveries)
              + calls.stream().filter(call -> isOverruled(run, handler, call)).count();
    }
    long notCounted =
        calls.stream().filter(call -> !hasCounted(run, handler, call, expected)).count();
    return Math.min(deliveries, expected * copies(run, handler, post) + notCounted);
  }

  /** How many workers have had the message at most; a partition moves without a word. */
  private static long workers(
      Evidence run, HandlerShape handler, List<Call> calls, long deliveries) {
    boolean moves =
        handler.dispatching().order() == Order.PARTITIONS && run.scenario().replicas() > 1;
    return moves ? deliveries : Math.min(deliveries, WorkerLives.most(run, handler, calls));
  }

  /**
   * How many of it there may be at once: itself and scheduled copies, where the server does not
   * hear in time that one stands for the other.
   */
  private static long copies(Evidence run, HandlerShape handler, Post post) {
    long places =
        deliveries(run, handler, post.number())
            .map(entry -> ((Happening.Delivered) entry.what()).place())
            .distinct()
            .count();
    return run.isSmooth() ? 1 : Math.max(1, places);
  }

  /**
   * Whether it was to be the last, and was not: it took too long, has emitted in vain, was
   * interrupted by a stop, or could not be kept as a dead letter.
   */
  private static boolean isOverruled(Evidence run, HandlerShape handler, Call call) {
    Act.Kind kind = run.act(call).kind();
    boolean isExhausted =
        kind != Act.Kind.NAK && call.begun().attempt() >= handler.retrying().attempts();
    return (kind.succeeds() || kind.rejects() || isExhausted) && run.isSettled(call, Verdict.RETRY);
  }

  // Who asks for redelivery by hand may do so without end.
  private static boolean hasCounted(Evidence run, HandlerShape handler, Call call, int expected) {
    boolean isOfItsOwn = call.end().isPresent() && !call.is(End.INTERRUPTED);
    boolean isByHand = run.act(call).kind() == Act.Kind.NAK && call.number() > expected;
    return isOfItsOwn
        && !isByHand
        && !isSuperseded(run, handler, call)
        && !run.stoodStill(call.replica(), delivered(run, handler, call), call.from())
        && !isOverruled(run, handler, call)
        && isHeardOf(run, handler, call);
  }

  /** Whether the message was delivered once more before it was begun, after a standstill say. */
  private static boolean isSuperseded(Evidence run, HandlerShape handler, Call call) {
    return deliveries(run, handler, call.message())
        .takeWhile(entry -> entry.nanos() <= call.from())
        .map(entry -> (Happening.Delivered) entry.what())
        .anyMatch(delivered -> delivered.attempt() > call.begun().attempt());
  }

  /** When the message was last sent to the replica of a call before that. */
  private static long delivered(Evidence run, HandlerShape handler, Call call) {
    return deliveries(run, handler, call.message())
        .takeWhile(entry -> entry.nanos() <= call.from())
        .filter(entry -> entry.replica().equals(call.replica()))
        .mapToLong(Entry::nanos)
        .max()
        .orElse(0);
  }

  private static boolean isHeardOf(Evidence run, HandlerShape handler, Call call) {
    for (Entry entry : run.events(handler, call.message())) {
      if (entry.nanos() < call.from()) {
        continue;
      }
      switch (entry.what()) {
        case Happening.Begun begun when begun.call() > call.number() -> {
          return false;
        }
        case Happening.Delivered delivered when entry.nanos() > call.from() -> {
          return false;
        }
        case Happening.Arrived arrived when entry.replica().equals(call.replica()) -> {
          return arrived.verdict() == Verdict.RETRY || !isCrossed(run, handler, call, entry);
        }
        default -> {}
      }
    }
    return false;
  }

  /** Whether the message was on its way once more when the server heard of its end. */
  private static boolean isCrossed(Evidence run, HandlerShape handler, Call call, Entry end) {
    return deliveries(run, handler, call.message())
        .anyMatch(entry -> entry.nanos() >= end.nanos() && entry.nanos() - end.nanos() < A_MOMENT);
  }

  private static Stream<Entry> deliveries(Evidence run, HandlerShape handler, int message) {
    return run.events(handler, message).stream()
        .filter(entry -> entry.what() instanceof Happening.Delivered);
  }
}
