package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Life;
import dev.weft.simulation.scenario.HandlerShape.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * A replica begins nothing after a pause of its handlers has returned, until they are resumed; nor
 * a handler that has stopped over a message. What a thread was about to begin it begins; with
 * faults it may have to wait for the server before. A resume that comes while a pause is under way
 * counts.
 */
final class PausedTakesNothing implements Invariant {

  private static final long A_MOMENT = 100_000_000;
  private static final long UNDER_WAY = 5_000_000_000L;

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    if (run.faults() > 0) {
      return broken;
    }
    run.lives(life -> life == Life.PAUSED)
        .forEach(pause -> check(run, pause, call -> true, broken));
    run.entriesOf(Happening.Incident.class)
        .forEach(
            entry -> {
              var incident = (Happening.Incident) entry.what();
              if (incident.kind().equals("STOPPED")) {
                check(run, entry, call -> isOf(run, incident.handler(), call), broken);
              }
            });
    return broken;
  }

  // With partitions each stops by itself.
  private static boolean isOf(Evidence run, String handler, Call call) {
    return call.handler().equals(handler)
        && run.scenario().shape().handler(handler).dispatching().order() != Order.PARTITIONS;
  }

  private static void check(
      Evidence run, Entry pause, Predicate<Call> concerned, List<String> broken) {
    boolean isTakenBack =
        run.lives(life -> life == Life.RESUMING)
            .filter(entry -> entry.replica().equals(pause.replica()))
            .mapToLong(Entry::nanos)
            .anyMatch(at -> at <= pause.nanos() && at > pause.nanos() - UNDER_WAY);
    if (isTakenBack) {
      return;
    }
    OptionalLong resumed =
        run.lives(life -> life == Life.RESUMING)
            .filter(entry -> entry.replica().equals(pause.replica()))
            .mapToLong(Entry::nanos)
            .filter(nanos -> nanos >= pause.nanos())
            .findFirst();
    for (Call call : run.calls()) {
      if (call.replica().equals(pause.replica())
          && concerned.test(call)
          && call.from() > pause.nanos() + A_MOMENT
          && call.from() < resumed.orElse(Long.MAX_VALUE)) {
        broken.add(call + ": its handler takes nothing since " + pause.nanos() / 1_000_000 + " ms");
      }
    }
  }
}
