package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The map of the packages in docs/architecture.md. */
class MapTest {

  private static final Path PAGE = Path.of("..", "docs", "architecture.md");
  private static final Pattern ARROW = Pattern.compile("^ {2}([a-z.]+) --> ([a-z.]+)$");

  @Test
  void eachArrowOfTheMapIsInTheCode() throws IOException {
    Map<String, Set<String>> code = code();

    map().forEach((from, to) -> assertThat(code.get(from)).as("known by %s", from).containsAll(to));
  }

  @Test
  void eachArrowOfTheCodeIsOnTheMapOrFollowsFromIt() throws IOException {
    Map<String, Set<String>> map = map();

    code()
        .forEach(
            (from, to) ->
                assertThat(reached(from, map)).as("reached from %s", from).containsAll(to));
  }

  private static Map<String, Set<String>> map() throws IOException {
    var arrows = new TreeMap<String, Set<String>>();
    for (String line : Files.readAllLines(PAGE)) {
      var arrow = ARROW.matcher(line);
      if (arrow.matches()) {
        arrows.computeIfAbsent(arrow.group(1), from -> new TreeSet<>()).add(arrow.group(2));
      }
    }
    return arrows;
  }

  private static Map<String, Set<String>> code() {
    var arrows = new TreeMap<String, Set<String>>();
    for (JavaClass from : MainClasses.all()) {
      for (var dependency : from.getDirectDependenciesFromSelf()) {
        String to = dependency.getTargetClass().getPackageName();
        if (to.startsWith("dev.weft") && !to.equals(from.getPackageName())) {
          arrows.computeIfAbsent(name(from.getPackageName()), one -> new TreeSet<>()).add(name(to));
        }
      }
    }
    return arrows;
  }

  private static Set<String> reached(String from, Map<String, Set<String>> map) {
    var reached = new TreeSet<String>();
    for (String next : map.getOrDefault(from, Set.of())) {
      if (reached.add(next)) {
        reached.addAll(reached(next, map));
      }
    }
    return reached;
  }

  private static String name(String packageName) {
    return packageName.equals("dev.weft") ? "weft" : packageName.substring("dev.weft.".length());
  }
}
