package dev.weft.simulation.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.simulation.machine.SimulationClassLoader;
import java.util.Map;
import java.util.function.LongFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests are answered, whatever the responder does and in whichever order threads go on. */
class ResponderSimulationTest {

  /** {@code -Dweft.simulation.seeds}: how many orders are tried. */
  private static final int SEEDS = Integer.getInteger("weft.simulation.seeds", 200);

  private LongFunction<?> run;

  @BeforeEach
  void load() {
    run =
        new SimulationClassLoader(getClass().getClassLoader(), Map.of())
            .create(LongFunction.class, "dev.weft.simulation.request.ResponderRun");
  }

  @Test
  void eachRequestIsAnsweredInTimeNoThreadIsLeftAndTheStopEnds() {
    for (long seed = 0; seed < SEEDS; seed++) {
      assertThat((String) run.apply(seed)).as("seed %s", seed).startsWith("#");
    }
  }

  @Test
  void oneSeedHasOneHistory() {
    for (long seed = 0; seed < 20; seed++) {
      assertThat(run.apply(seed)).as("seed %s", seed).isEqualTo(run.apply(seed));
    }
  }
}
