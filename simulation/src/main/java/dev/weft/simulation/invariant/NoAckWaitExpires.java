package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Verdict;
import dev.weft.simulation.scenario.Disturbance.Kind;
import dev.weft.simulation.scenario.HandlerShape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where all that is sent arrives at once, a message is delivered again only since that was asked
 * for: what is at work, waits for its start or was handled never runs into its ack wait. Not
 * checked of a handler that ignores an interrupt, and where a stop interrupts at once.
 */
final class NoAckWaitExpires implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    if (run.isSmooth() && !run.has(Kind.STOP_NOW)) {
      run.scenario().shape().handlers().forEach(handler -> check(run, handler, broken));
    }
    return broken;
  }

  private static void check(Evidence run, HandlerShape handler, List<String> broken) {
    Set<String> out = new HashSet<>();
    for (Entry entry : run.entries()) {
      switch (entry.what()) {
        case Happening.Arrived(Happening.Place place, Verdict verdict)
            when Evidence.isFor(handler, place) ->
            out.remove(at(place));
        case Happening.Delivered(Happening.Place place, int attempt)
            when Evidence.isFor(handler, place) -> {
          if (!out.add(at(place)) && !isExcused(run, handler)) {
            broken.add(
                "%s, attempt %d, was delivered at %d ms though nobody had asked for it again"
                    .formatted(place, attempt, entry.nanos() / 1_000_000));
          }
        }
        default -> {}
      }
    }
  }

  private static String at(Happening.Place place) {
    return place.consumer() + "/" + place.sequence();
  }

  private static boolean isExcused(Evidence run, HandlerShape handler) {
    return run.calls(handler).stream().anyMatch(run::isEndless);
  }
}
