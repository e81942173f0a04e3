package dev.weft.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** {@code docs/telemetry.md} says what the code does. */
class DocumentationTest {

  private final List<String> page = page();

  @Test
  void theTableOfMetricsIsThatOfTheEnum() {
    List<String> rows = page.stream().filter(line -> line.startsWith("| `")).toList();

    assertThat(
            rows.stream()
                .filter(row -> row.contains("| histogram |") || row.contains("| counter |")))
        .containsExactlyElementsOf(
            Arrays.stream(Metric.values())
                .map(
                    metric ->
                        "| `%s` | %s | `%s` | %s |"
                            .formatted(
                                metric.key,
                                metric.kind.name().toLowerCase(Locale.ROOT),
                                metric.unit,
                                metric.description))
                .toList());
  }

  @Test
  void everyAttributeIsDocumentedInARowOfItsOwn() throws IllegalAccessException {
    List<String> rows = page.stream().filter(line -> line.startsWith("| `")).toList();
    List<String> keys = new ArrayList<>();
    for (Field field : Keys.class.getDeclaredFields()) {
      if (field.get(null) instanceof AttributeKey<?> key) {
        keys.add(key.getKey());
      }
    }

    assertThat(keys)
        .isNotEmpty()
        .allSatisfy(
            key ->
                assertThat(rows).filteredOn(row -> row.startsWith("| `" + key + "` |")).hasSize(1));
  }

  private static List<String> page() {
    try {
      return Files.readAllLines(Path.of("..", "docs", "telemetry.md"));
    } catch (IOException e) {
      throw new AssertionError("docs/telemetry.md: expected beside the module framework", e);
    }
  }
}
