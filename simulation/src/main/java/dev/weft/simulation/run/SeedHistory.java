package dev.weft.simulation.run;

import dev.weft.simulation.history.History;
import dev.weft.simulation.scenario.ScenarioWriter;
import java.util.function.LongFunction;

/** Runs the scenario of a seed and tells its history. Loaded and called as {@link SeedCheck} is. */
public final class SeedHistory implements LongFunction<String> {

  private final SimulationRun runner = new SimulationRun();

  /** One whose runs write their log into their histories. */
  public SeedHistory() {
    RunLog.install();
  }

  /** The scenario, the history, what it broke, and a hash of all that. */
  @Override
  public String apply(long seed) {
    RunResult result = runner.run(ScenarioWriter.scenario(seed));
    var text = new StringBuilder();
    text.append(result.scenario().text()).append("\n\n").append(result.text()).append('\n');
    result.violations().forEach(violation -> text.append(violation).append('\n'));
    text.append(result.steps()).append(" steps, history ").append(History.hash(text.toString()));
    return text.append('\n').toString();
  }
}
