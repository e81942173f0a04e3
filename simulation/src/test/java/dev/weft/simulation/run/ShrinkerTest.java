package dev.weft.simulation.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.simulation.invariant.Violation;
import dev.weft.simulation.scenario.Post;
import dev.weft.simulation.scenario.Scenario;
import dev.weft.simulation.scenario.ScenarioWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShrinkerTest {

  private final Scenario whole = ScenarioWriter.scenario(14);

  private int runs;

  @Test
  void whatDoesNotMatterIsLeftOut() {
    int needed = whole.posts().get(2).number();
    RunResult shortest =
        new Shrinker(scenario -> run(scenario, needed), 300).shrink(run(whole, needed));
    assertThat(shortest.scenario().posts()).extracting(Post::number).containsExactly(needed);
    assertThat(shortest.scenario().disturbances()).isEmpty();
    assertThat(shortest.scenario().replicas()).isEqualTo(1);
  }

  @Test
  void itTriesNoMoreThanItMay() {
    int needed = whole.posts().get(2).number();
    RunResult broken = run(whole, needed);
    runs = 0;
    RunResult shortest = new Shrinker(scenario -> run(scenario, needed), 3).shrink(broken);
    assertThat(runs).isEqualTo(3);
    assertThat(shortest.isBroken()).isTrue();
  }

  /** Breaks a promise wherever the message is published. */
  private RunResult run(Scenario scenario, int needed) {
    runs++;
    boolean isBroken = scenario.post(needed).isPresent();
    return new RunResult(
        scenario,
        List.of(),
        isBroken ? List.of(new Violation("NothingLost", "message " + needed)) : List.of(),
        List.of(),
        0);
  }
}
