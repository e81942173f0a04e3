package dev.weft.simulation.planted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.simulation.invariant.Invariant;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each planted bug fits the sources, and the simulation, as they are now. */
class PlantedBugsFitTest {

  private static final int LEAST = 24;
  private static final Checkout CHECKOUT = Checkout.here();
  private static final InMemoryCompiler COMPILER = new InMemoryCompiler();

  static List<PlantedBug> bugs() throws IOException {
    return CHECKOUT.plantedBugs();
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void fitsAndCompiles(PlantedBug bug) throws IOException {
    Map<String, byte[]> classes = COMPILER.compile(bug.plantedIn(CHECKOUT.sources()));

    assertThat(classes).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void namesInvariantsThatThereAre(PlantedBug bug) {
    assertThat(bug.shownBy())
        .allSatisfy(name -> Class.forName(Invariant.class.getPackageName() + "." + name));
  }

  @Test
  void thereAreEnoughOfThem() throws IOException {
    assertThat(bugs()).hasSizeGreaterThanOrEqualTo(LEAST);
  }
}
