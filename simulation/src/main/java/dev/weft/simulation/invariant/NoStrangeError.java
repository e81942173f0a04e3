package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The log has a line at level ERROR only where something has happened that it tells of. */
final class NoStrangeError implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    run.entriesOf(Happening.Logged.class)
        .filter(entry -> ((Happening.Logged) entry.what()).level().equals("ERROR"))
        .filter(entry -> !isExplained(run, entry))
        .forEach(
            entry ->
                broken.add(
                    "%s: a line that nothing explains: %s"
                        .formatted(entry.replica(), ((Happening.Logged) entry.what()).line())));
    return broken;
  }

  private static boolean isExplained(Evidence run, Entry entry) {
    String line = ((Happening.Logged) entry.what()).line();
    if (line.contains("terminated on attempt")) {
      return happened(run, entry, NoStrangeError::isRejection);
    }
    if (line.contains(": stopped because")) {
      return happened(run, entry, NoStrangeError::isStop);
    }
    if (line.contains("failed without a verdict")) {
      return run.faults() > 0;
    }
    return (line.contains("left behind") || line.contains("ignores its interrupt"))
        && (run.faults() > 0 || hangs(run, entry));
  }

  private static boolean happened(Evidence run, Entry logged, Predicate<Happening> wanted) {
    return run.entries().stream()
        .filter(entry -> entry.replica().equals(logged.replica()))
        .anyMatch(entry -> wanted.test(entry.what()));
  }

  private static boolean isRejection(Happening what) {
    return what instanceof Happening.Settled settled && settled.verdict() == Verdict.REJECT;
  }

  private static boolean isStop(Happening what) {
    return what instanceof Happening.Incident incident && incident.kind().equals("STOPPED");
  }

  private static boolean hangs(Evidence run, Entry logged) {
    return run.calls().stream()
        .filter(call -> call.replica().equals(logged.replica()) && call.from() < logged.nanos())
        .anyMatch(run::isEndless);
  }
}
