package dev.weft.simulation.run;

import dev.weft.simulation.scenario.Scenario;
import dev.weft.simulation.server.Fault;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;

/**
 * Finds a short run that breaks the same promise as a long one: leaves out faults, disturbances,
 * messages and replicas, many at once and then one after the other, until nothing more can be.
 */
final class Shrinker {

  private final Function<Scenario, RunResult> runner;
  private int left;

  /**
   * For one failing run.
   *
   * @param runner runs a scenario
   * @param runs how many it may try
   */
  Shrinker(Function<Scenario, RunResult> runner, int runs) {
    this.runner = runner;
    this.left = runs;
  }

  /** The shortest that it finds; the given one if it finds none. */
  RunResult shrink(RunResult broken) {
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

  private RunResult faults(RunResult broken) {
    return without(
        broken,
        broken.injected(),
        faults ->
            broken
                .scenario()
                .withFaults(broken.scenario().faults().only(new LinkedHashSet<Fault>(faults))));
  }

  private RunResult replicas(RunResult broken) {
    RunResult shortest = broken;
    while (shortest.scenario().replicas() > 1) {
      RunResult smaller =
          attempt(broken, shortest.scenario().withReplicas(shortest.scenario().replicas() - 1));
      if (!smaller.breaksAs(broken)) {
        break;
      }
      shortest = smaller;
    }
    return shortest;
  }

  /** Leaves out as many of the parts as it can: first half of them at once, then fewer. */
  private <T> RunResult without(
      RunResult broken, List<T> parts, Function<List<T>, Scenario> scenario) {
    RunResult shortest = broken;
    List<T> kept = parts;
    for (int size = Math.max(1, kept.size() / 2); size >= 1 && !kept.isEmpty(); size /= 2) {
      int from = 0;
      while (from < kept.size() && left > 0) {
        var fewer = new ArrayList<>(kept);
        fewer.subList(from, Math.min(from + size, kept.size())).clear();
        RunResult result = attempt(broken, scenario.apply(fewer));
        if (result.breaksAs(broken)) {
          shortest = result;
          kept = fewer;
        } else {
          from += size;
        }
      }
    }
    return shortest;
  }

  private RunResult attempt(RunResult otherwise, Scenario scenario) {
    if (left <= 0) {
      return new RunResult(
          otherwise.scenario(), List.of(), List.of(), List.of(), otherwise.steps());
    }
    left--;
    return runner.apply(scenario);
  }
}
