package dev.weft.simulation.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulationClassLoaderTest {

  private static final int SEEDS = 1_000;

  private final SimulationClassLoader loader =
      new SimulationClassLoader(
          SimulationClassLoaderTest.class.getClassLoader(),
          Map.of(),
          name -> name.startsWith("dev.weft.simulation.machine.Letterbox"));

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aMistakeIsFoundBySomeSeed(Letterbox.Mistake mistake) {
    BiFunction<String, Long, String> run = run(loader);

    assertThat(LongStream.range(0, SEEDS).filter(seed -> !isRight(run, mistake, seed)))
        .as("seeds that find it")
        .isNotEmpty();
  }

  @Test
  void noSeedFindsAMistakeWhereThereIsNone() {
    BiFunction<String, Long, String> run = run(loader);

    for (long seed = 0; seed < SEEDS; seed++) {
      assertThat(run.apply("NONE", seed)).as("seed %s", seed).startsWith("#");
    }
  }

  @Test
  void withoutThePointsAMistakeStaysHidden() {
    var withoutPoints =
        new SimulationClassLoader(getClass().getClassLoader(), Map.of(), name -> false);
    BiFunction<String, Long, String> run = run(withoutPoints);

    for (long seed = 0; seed < 100; seed++) {
      assertThat(run.apply("LOST_UPDATE", seed)).startsWith("#");
    }
  }

  @Test
  void oneSeedHasOneHistoryWhicheverRunsCameBefore() {
    BiFunction<String, Long, String> run = run(loader);
    var first = new ArrayList<String>();
    for (long seed = 0; seed < 20; seed++) {
      first.add(run.apply("NONE", seed));
    }

    for (long seed = 19; seed >= 0; seed--) {
      assertThat(run.apply("NONE", seed)).isEqualTo(first.get((int) seed));
    }
    assertThat(new HashSet<>(first)).hasSizeGreaterThan(10);
  }

  @Test
  void oneSeedHasOneHistoryOnEveryJdk() {
    BiFunction<String, Long, String> run = run(loader);
    var histories = new ArrayList<String>();
    for (long seed = 0; seed < 100; seed++) {
      histories.add(run.apply("NONE", seed));
      histories.addAll(Histories.of(seed));
    }

    assertThat(String.join("\n", histories).hashCode()).isEqualTo(1443528510);
  }

  @Test
  void classesMayBeReplaced() throws Exception {
    byte[] other;
    try (var file = getClass().getResourceAsStream("Letterbox$Mistake.class")) {
      other = file.readAllBytes();
    }
    var replacing =
        new SimulationClassLoader(
            getClass().getClassLoader(),
            Map.of("dev.weft.simulation.machine.Histories", other),
            name -> true);

    assertThatThrownBy(() -> replacing.loadClass("dev.weft.simulation.machine.Histories"))
        .isInstanceOf(NoClassDefFoundError.class)
        .hasMessageContaining("Letterbox$Mistake");
  }

  @Test
  void aClassWithoutAConstructorOfThatKindIsRefused() {
    assertThatThrownBy(() -> loader.create(List.class, "dev.weft.simulation.machine.Letterbox"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("constructor without parameters");
  }

  private static boolean isRight(
      BiFunction<String, Long, String> run, Letterbox.Mistake mistake, long seed) {
    return run.apply(mistake.name(), seed).startsWith("#");
  }

  @SuppressWarnings("unchecked")
  private static BiFunction<String, Long, String> run(SimulationClassLoader loader) {
    return loader.create(BiFunction.class, LetterboxRun.class.getName());
  }
}
