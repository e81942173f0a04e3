package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.scenario.Act;
import dev.weft.simulation.scenario.Disturbance.Kind;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.HandlerShape.Exhausted;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A dead letter says why its message was given up, and that is what has happened to it. */
final class DeadLetterReasons implements Invariant {

  private static final Pattern SPENT =
      Pattern.compile("attempts spent \\((\\d+) of (\\d+)\\): (.*)");

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    for (Ending.Dead dead : run.ending().dead()) {
      HandlerShape handler = run.scenario().shape().handler(dead.handler());
      List<Call> calls =
          run.calls(handler).stream().filter(call -> call.message() == dead.message()).toList();
      if (!isTrue(run, handler, calls, dead)) {
        broken.add(
            "message %d of %s: its dead letter says \"%s\", and that is not what happened"
                .formatted(dead.message(), dead.handler(), dead.reason()));
      }
    }
    return broken;
  }

  private static boolean isTrue(
      Evidence run, HandlerShape handler, List<Call> calls, Ending.Dead dead) {
    String reason = dead.reason();
    Matcher spent = SPENT.matcher(reason);
    if (spent.matches()) {
      int attempt = Integer.parseInt(spent.group(1));
      int attempts = Integer.parseInt(spent.group(2));
      return attempts == handler.retrying().attempts()
          && attempt >= attempts
          && calls.stream().anyMatch(call -> isLast(run, handler, call, attempt, spent.group(3)));
    }
    if (reason.startsWith("its key '")) {
      return handler.retrying().exhausted() == Exhausted.PARK_KEY;
    }
    if (reason.contains("without a verdict") || reason.startsWith("given up on delivery")) {
      return run.faults() > 0 || run.has(Kind.KILL);
    }
    return calls.stream().anyMatch(call -> isRejection(run, handler, call, reason));
  }

  private static boolean isLast(
      Evidence run, HandlerShape handler, Call call, int attempt, String failure) {
    boolean says =
        run.act(call).kind() != Act.Kind.THROW
            || handler.isBatch()
            || failure.contains("message " + call.message() + " fails")
            || failure.contains("time")
            || run.act(call).emissions() > 0;
    return call.begun().attempt() == attempt && !run.act(call).kind().rejects() && says;
  }

  private static boolean isRejection(Evidence run, HandlerShape handler, Call call, String reason) {
    return switch (run.act(call).kind()) {
      case TERM -> reason.equals("terminated by hand");
      case UNDECODABLE -> reason.startsWith("cannot be decoded: ");
      case EMIT_TOO_LARGE -> reason.startsWith("not to be retried: ");
      case REJECT -> reason.endsWith("message " + call.message() + " is no good");
      default -> handler.isBatch() && reason.endsWith(" is no good");
    };
  }
}
