package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How long the main source files are. */
class SourceFilesTest {

  private static final int LONGEST = 250;
  private static final int MOST_OF_THEM = 150;

  @Test
  void noFileHasMoreThan250LinesOfCodeAndNineOfTenHave150AtMost() throws IOException {
    Map<String, Long> lines = lines();

    assertThat(lines).hasSizeGreaterThan(100);
    assertThat(lines).allSatisfy((file, n) -> assertThat(n).as(file).isLessThanOrEqualTo(LONGEST));
    assertThat(lines.values().stream().sorted().toList().get(lines.size() * 9 / 10))
        .isLessThanOrEqualTo(MOST_OF_THEM);
  }

  private static Map<String, Long> lines() throws IOException {
    var lines = new TreeMap<String, Long>();
    for (String module : new String[] {"framework", "testkit", "worker-app"}) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
        for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
          lines.merge(file.getFileName().toString(), code(file), Math::max);
        }
      }
    }
    return lines;
  }

  // Not blank, no comment, no import and no package.
  private static long code(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .filter(
            line -> Stream.of("/*", "*", "//", "import ", "package ").noneMatch(line::startsWith))
        .count();
  }
}
