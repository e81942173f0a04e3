package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Happening;
import dev.weft.simulation.scenario.Act;
import dev.weft.simulation.scenario.Disturbance.Kind;
import java.util.ArrayList;
import java.util.List;

/** The log has a line at level ERROR only where something has happened that it tells of. */
final class NoStrangeError implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    run.all(Happening.Logged.class)
        .filter(logged -> logged.level().equals("ERROR") && !isExplained(run, logged.line()))
        .forEach(logged -> broken.add("a line that nothing explains: " + logged.line()));
    return broken;
  }

  private static boolean isExplained(Evidence run, String line) {
    boolean exhausted =
        line.contains("terminated on attempt") || line.contains(": stopped because");
    boolean hangs = line.contains("left behind") || line.contains("ignores its interrupt");
    boolean stopped = run.has(Kind.STOP, Kind.STOP_NOW);
    return exhausted
        || (hangs && (stopped || does(run, Act.Kind.HANG_FOR_EVER) || run.faults() > 0));
  }

  private static boolean does(Evidence run, Act.Kind kind) {
    return run.scenario().posts().stream()
        .flatMap(post -> post.acts().values().stream())
        .flatMap(List::stream)
        .anyMatch(act -> act.kind() == kind);
  }
}
