package dev.weft.simulation.run;

import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.History;
import dev.weft.simulation.invariant.Evidence;
import dev.weft.simulation.invariant.Invariants;
import dev.weft.simulation.invariant.Violation;
import dev.weft.simulation.machine.Simulation;
import dev.weft.simulation.scenario.Scenario;
import dev.weft.simulation.server.SimulatedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs a scenario on the calling thread, and checks it. Keeps the configurations that it reads. */
final class SimulationRun {

  private static final Duration LONGEST = Duration.ofHours(2);
  private static final String SERVER = "server";

  private final Configurations configurations = new Configurations();

  /** Runs a scenario from its start to its end. */
  RunResult run(Scenario scenario) {
    var simulation = new Simulation(scenario.seed());
    var history = new History(simulation::nanos);
    var server =
        new SimulatedServer(simulation, scenario.faults(), new RecordingListener(SERVER, history));
    var world =
        new World(
            scenario,
            configurations.of(scenario.shape(), scenario.replicas()),
            simulation,
            server,
            history,
            new World.Counts(new Calls(), new Burst()));
    var director = new Director(world);
    simulation.start("outside", "director", director::lead);
    boolean isOver = simulation.runUntil(director::isOver, LONGEST);
    var unsettled = new ArrayList<>(director.unsettled());
    if (!isOver) {
      unsettled.add(standstill(world));
    }
    var truth = new Truth(world);
    List<Entry> entries = truth.entries();
    var violations = new ArrayList<Violation>();
    simulation.uncaught().forEach(thrown -> violations.add(uncaught(thrown)));
    violations.addAll(
        Invariants.violations(
            new Evidence(scenario, entries, truth.ending(unsettled, director.unready()))));
    return new RunResult(scenario, entries, violations, server.injected(), simulation.steps());
  }

  private static String standstill(World world) {
    var text = new StringBuilder("the run does not come to its end; alive:");
    for (String replica : List.of("outside", "r1", "r2", "r3")) {
      world.simulation().stacks(replica).forEach(stack -> text.append('\n').append(stack));
    }
    return text.toString();
  }

  private static Violation uncaught(Throwable thrown) {
    var stack = new java.io.StringWriter();
    thrown.printStackTrace(new java.io.PrintWriter(stack));
    return new Violation("UncaughtException", stack.toString());
  }
}
