package dev.weft.simulation.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

class WholeRuntimeTest {

  private final LongFunction<String> run = run();

  @Test
  void aRuntimeHandlesItsMessagesAndStopsWhateverTheSeed() {
    for (long seed = 0; seed < 60; seed++) {
      assertThat(run.apply(seed))
          .as("seed %s", seed)
          .contains("order 29 is handled", "stopped", "done true []", "left []");
    }
  }

  @Test
  void oneSeedHasOneHistoryOfAWholeRuntime() {
    String unused = run.apply(0); // fills caches, as in every later run
    String first = run.apply(7);

    for (int i = 0; i < 50; i++) {
      assertThat(run.apply(7)).isEqualTo(first);
    }
  }

  @SuppressWarnings("unchecked")
  private static LongFunction<String> run() {
    var loader = new SimulationClassLoader(WholeRuntimeTest.class.getClassLoader(), Map.of());
    return loader.create(LongFunction.class, KeyedWorkerRun.class.getName());
  }
}
