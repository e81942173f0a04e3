package dev.weft.simulation.run;

import dev.weft.simulation.scenario.ScenarioWriter;
import java.io.Closeable;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/**
 * Runs the scenario of a seed and says which promises it broke, and no more: for campaigns that
 * want a broken one. Loaded and called as {@link SeedCheck} is.
 */
public final class SeedVerdict implements LongFunction<String>, Closeable {

  private final SimulationRun runner = new SimulationRun();

  private final Runnable uninstall;

  /** One whose runs write their log into their histories, until it is closed. */
  public SeedVerdict() {
    this.uninstall = RunLog.install();
  }

  /** A line for each promise that the run broke; empty if it broke none. */
  @Override
  public String apply(long seed) {
    return runner.run(ScenarioWriter.scenario(seed)).violations().stream()
        .map(violation -> violation.toString().lines().findFirst().orElse(""))
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    uninstall.run();
  }
}
