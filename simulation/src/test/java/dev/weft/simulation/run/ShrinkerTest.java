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
        new Shrinker(run(whole, needed), scenario -> run(scenario, needed), 300).shrink();
    assertThat(shortest.scenario().posts()).extracting(Post::number).containsExactly(needed);
    assertThat(shortest.scenario().disturbances()).isEmpty();
    assertThat(shortest.scenario().replicas()).isEqualTo(1);
  }

  @Test
  void itTriesNoMoreThanItMay() {
    int needed = whole.posts().get(2).number();
    RunResult broken = run(whole, needed);
    runs = 0;
    RunResult shortest = new Shrinker(broken, scenario -> run(scenario, needed), 3).shrink();
    assertThat(runs).isEqualTo(3);
    assertThat(shortest.isBroken()).isTrue();
  }

  @Test
  void aRunThatBreaksThePromiseForAnotherMessageIsNoShorterOne() {
    int needed = whole.posts().get(2).number();
    RunResult shortest =
        new Shrinker(
                run(whole, needed),
                scenario -> run(scenario, scenario.posts().isEmpty() ? 0 : first(scenario)),
                300)
            .shrink();
    assertThat(shortest.violations())
        .containsExactly(new Violation("NothingLost", "message " + needed));
  }

  private static int first(Scenario scenario) {
    return scenario.posts().getFirst().number();
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
