package dev.weft.simulation.run;

import dev.weft.simulation.scenario.Scenario;
import dev.weft.simulation.server.Fault;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;

/**
 * Finds a short run that breaks the first promise that a long one breaks, for the same message or
 * the same handler: leaves out faults, disturbances, messages and replicas, many at once and then
 * one after the other, until nothing more can be.
 */
final class Shrinker {

  private final Function<Scenario, RunResult> runner;
  private final RunResult broken;
  private final Gist gist;
  private int left;

  /**
   * For one failing run.
   *
   * @param broken what came of it
   * @param runner runs a scenario
   * @param runs how many it may try
   */
  Shrinker(RunResult broken, Function<Scenario, RunResult> runner, int runs) {
    this.broken = broken;
    this.gist = Gist.of(broken.violations().getFirst());
    this.runner = runner;
    this.left = runs;
  }

  /** The shortest that it finds; the given one if it finds none. */
  RunResult shrink() {
    RunResult shortest = broken;
    int before;
    do {
      before = size(shortest);
      shortest = faults(shortest);
      shortest = replicas(shortest);
      shortest =
          without(
              shortest, shortest.scenario().disturbances(), shortest.scenario()::withDisturbances);
      shortest = without(shortest, shortest.scenario().posts(), shortest.scenario()::withPosts);
    } while (size(shortest) < before && left > 0);
    return shortest;
  }

  private static int size(RunResult result) {
    Scenario scenario = result.scenario();
    return scenario.posts().size()
        + scenario.disturbances().size()
        + scenario.replicas()
        + result.injected().size();
  }

  private RunResult faults(RunResult before) {
    Scenario scenario = before.scenario();
    return without(
        before,
        before.injected(),
        faults -> scenario.withFaults(scenario.faults().only(new LinkedHashSet<Fault>(faults))));
  }

  private RunResult replicas(RunResult before) {
    RunResult shortest = before;
    while (shortest.scenario().replicas() > 1) {
      RunResult smaller =
          attempt(shortest.scenario().withReplicas(shortest.scenario().replicas() - 1));
      if (!smaller.breaks(gist)) {
        break;
      }
      shortest = smaller;
    }
    return shortest;
  }

  /** Leaves out as many of the parts as it can: first half of them at once, then fewer. */
  private <T> RunResult without(
      RunResult before, List<T> parts, Function<List<T>, Scenario> scenario) {
    RunResult shortest = before;
    List<T> kept = parts;
    for (int size = Math.max(1, kept.size() / 2); size >= 1 && !kept.isEmpty(); size /= 2) {
      int from = 0;
      while (from < kept.size() && left > 0) {
        var fewer = new ArrayList<>(kept);
        fewer.subList(from, Math.min(from + size, kept.size())).clear();
        RunResult result = attempt(scenario.apply(fewer));
        if (result.breaks(gist)) {
          shortest = result;
          kept = fewer;
        } else {
          from += size;
        }
      }
    }
    return shortest;
  }

  private RunResult attempt(Scenario scenario) {
    if (left <= 0) {
      return new RunResult(scenario, List.of(), List.of(), List.of(), broken.steps());
    }
    left--;
    return runner.apply(scenario);
  }
}
