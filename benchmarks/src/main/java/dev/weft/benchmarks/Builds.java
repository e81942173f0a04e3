package dev.weft.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sets this build beside an earlier one: each of Weft's contenders in two JVMs, which run in turn,
 * and in several such pairs: one JVM compiles the same code otherwise than another, which more
 * rounds in it would not show.
 *
 * @param earlier the class path of the earlier build's benchmarks
 * @param forks how many pairs of JVMs
 */
record Builds(Race race, String earlier, int forks) {

  /** Runs the Weft contenders of the cases and prints a line for each and measure. */
  void compare(List<Case> cases, PrintStream out) throws Exception {
    out.println("\n| Case | contender | measure | earlier | this | ratio |");
    out.println("| --- | --- | --- | ---: | ---: | ---: |");
    Set<String> known = entrantsOfTheEarlier();
    for (Case one : cases) {
      for (Entrant entrant : one.entrants()) {
        if (!entrant.isWeft()) {
          continue;
        }
        if (known.contains(entrant.name())) {
          compare(one, entrant, out);
        } else {
          out.printf(
              "| `%s` | %s | the earlier build has it not | | | |%n", one.name(), entrant.title);
        }
      }
    }
  }

  private Set<String> entrantsOfTheEarlier() throws IOException, ClassNotFoundException {
    URL[] jars =
        Stream.of(earlier.split(File.pathSeparator))
            .filter(entry -> !entry.endsWith("*"))
            .map(Builds::url)
            .toArray(URL[]::new);
    try (var loader = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader())) {
      return Stream.of(loader.loadClass(Entrant.class.getName()).getFields())
          .filter(Field::isEnumConstant)
          .map(Field::getName)
          .collect(Collectors.toSet());
    }
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compare(Case one, Entrant entrant, PrintStream out) throws Exception {
    List<Sample> before = new ArrayList<>();
    List<Sample> now = new ArrayList<>();
    for (int fork = 0; fork < forks; fork++) {
      List<List<Sample>> pair = race.inTurn(one, entrant, List.of(earlier, Race.THIS_BUILD));
      before.addAll(pair.get(0));
      now.addAll(pair.get(1));
    }
    for (Measure measure : measured(before, now)) {
      Series of = Series.of(now, measure);
      Series beside = Series.of(before, measure);
      out.printf(
          "| `%s` | %s | %s | %s | %s | %s |%n",
          one.name(),
          entrant.title,
          measure.title,
          Series.text(beside.median()),
          Series.text(of.median()),
          of.over(beside));
    }
  }

  private static List<Measure> measured(List<Sample> before, List<Sample> now) {
    var all = new ArrayList<>(before);
    all.addAll(now);
    return Arrays.stream(Measure.values())
        .filter(one -> all.stream().allMatch(sample -> sample.values().containsKey(one)))
        .toList();
  }
}
