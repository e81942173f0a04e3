package dev.weft.simulation.run;

import dev.weft.simulation.history.Entry;
import dev.weft.simulation.invariant.Violation;
import dev.weft.simulation.scenario.Scenario;
import dev.weft.simulation.server.Fault;
import java.util.List;

/**
 * What came of a run.
 *
 * @param entries its history
 * @param violations the promises that it broke
 * @param injected the faults that happened between replicas and the server
 * @param steps how many times a thread went on
 */
record RunResult(
    Scenario scenario,
    List<Entry> entries,
    List<Violation> violations,
    List<Fault> injected,
    long steps) {

  RunResult {
    entries = List.copyOf(entries);
    violations = List.copyOf(violations);
    injected = List.copyOf(injected);
  }

  boolean isBroken() {
    return !violations.isEmpty();
  }

  /** Whether a promise is broken so. */
  boolean breaks(Gist wanted) {
    return violations.stream().map(Gist::of).anyMatch(wanted::equals);
  }

  /** The history for a reader, a line each. */
  String text() {
    var text = new StringBuilder();
    entries.forEach(entry -> text.append(entry.text()).append('\n'));
    return text.toString();
  }
}
