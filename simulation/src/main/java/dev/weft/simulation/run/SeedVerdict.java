package dev.weft.simulation.run;

import dev.weft.simulation.scenario.ScenarioWriter;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** Runs the scenario of a seed and says what it broke, no more. Loaded as {@link SeedCheck} is. */
public final class SeedVerdict implements LongFunction<String> {

  private final SimulationRun runner = new SimulationRun();

  /** One whose runs write their log into their histories. */
  public SeedVerdict() {
    RunLog.install();
  }

  /** What the seed's run broke, a line each; empty if nothing. */
  @Override
  public String apply(long seed) {
    return runner.run(ScenarioWriter.scenario(seed)).violations().stream()
        .map(violation -> violation + "\n")
        .collect(Collectors.joining());
  }
}
