package dev.weft.simulation.planted;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.simulation.run.Replays;
import dev.weft.simulation.run.RunLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Some of the planted bugs, which few seeds are enough for; {@code make sim-planted} has all. */
class HuntTest {

  private static final long SEEDS = 100;
  private static final long REPLAYS = 4;

  private static RunLog.Silence silence;

  private final Checkout checkout = Checkout.here();
  private final InMemoryCompiler compiler = new InMemoryCompiler();

  @BeforeAll
  static void silence() {
    silence = RunLog.silence();
  }

  @AfterAll
  static void sound() {
    silence.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"emission-not-awaited", "keyed-pause-never-over", "keyed-retry-goes-behind"})
  void fewSeedsShowThisOneByOneHistoryEach(String name) throws Exception {
    PlantedBug bug =
        checkout.plantedBugs().stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow();

    Hunt.Result found = search(bug);

    assertThat(found.isFound()).isTrue();
    var out = new ByteArrayOutputStream();
    var replays =
        new Replays(Product.histories(bug, checkout, compiler), new PrintStream(out, true, UTF_8));
    assertThat(replays.run(found.seed(), REPLAYS)).as(out.toString(UTF_8)).isTrue();
    assertThat(out.toString(UTF_8)).contains(found.violation());
  }

  private Hunt.Result search(PlantedBug bug) throws IOException {
    try (Product sound = Product.sound();
        Product planted = Product.with(bug, checkout, compiler)) {
      return new Hunt(sound, 1, SEEDS).search(bug, planted);
    }
  }
}
