package dev.weft.simulation.planted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.simulation.run.RunLog;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Some of the planted bugs, which few seeds are enough for; {@code make sim-planted} has all. */
class HuntTest {

  private static final long SEEDS = 100;

  private final Checkout checkout = Checkout.here();

  @BeforeAll
  static void logNothing() {
    RunLog.silence();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"emission-not-awaited", "keyed-pause-never-over", "keyed-retry-goes-behind"})
  void fewSeedsShowThisOne(String name) throws Exception {
    PlantedBug bug =
        checkout.plantedBugs().stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow();
    try (Product sound = Product.sound();
        Product planted = Product.with(bug, checkout, new InMemoryCompiler())) {
      assertThat(new Hunt(sound, 1, SEEDS).search(bug, planted).isFound()).isTrue();
    }
  }
}
