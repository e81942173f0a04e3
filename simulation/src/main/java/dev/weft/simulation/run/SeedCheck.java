package dev.weft.simulation.run;

import dev.weft.simulation.invariant.Violation;
import dev.weft.simulation.scenario.ScenarioWriter;
import java.util.function.LongFunction;

/**
 * Runs the scenario of a seed and says what it broke. Loaded once by each class loader that runs go
 * on in, and called by one thread.
 */
public final class SeedCheck implements LongFunction<String> {

  private static final int RUNS = 300;

  private final SimulationRun runner = new SimulationRun();

  /** One whose runs write their log into their histories. */
  public SeedCheck() {
    RunLog.install();
  }

  /** What a seed's run broke, with the shortest history that was found; empty if nothing. */
  @Override
  public String apply(long seed) {
    RunResult result = runner.run(ScenarioWriter.scenario(seed));
    if (!result.isBroken()) {
      return "";
    }
    RunResult shortest = new Shrinker(result, runner::run, RUNS).shrink();
    var text = new StringBuilder();
    text.append("seed ").append(seed).append(" breaks a promise\n");
    result.violations().forEach(violation -> line(text, violation));
    text.append("\nthe shortest run that breaks it too:\n");
    shortest.violations().forEach(violation -> line(text, violation));
    text.append('\n').append(shortest.scenario().text()).append("\n\n").append(shortest.text());
    text.append("\nto repeat the whole of it: make sim SEED=").append(seed).append('\n');
    return text.toString();
  }

  private static void line(StringBuilder text, Violation violation) {
    text.append("  ").append(violation).append('\n');
  }
}
