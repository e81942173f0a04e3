package dev.weft.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Prints a line for each scenario at the end of the run, and writes them to a file. */
public final class FaultReport implements BeforeAllCallback {

  /** One scenario's numbers. */
  record Row(
      String scenario,
      int published,
      int handled,
      int takenAway,
      int deadLetters,
      int duplicates,
      @Nullable Duration seenAfter,
      Duration recovery,
      Duration longestGap) {

    String line() {
      return "| %s | %d | %d | %d | %d | %d | %s | %s | %s |"
          .formatted(
              scenario,
              published,
              handled,
              takenAway,
              deadLetters,
              duplicates,
              seenAfter == null ? "" : seconds(seenAfter),
              seconds(recovery),
              seconds(longestGap));
    }

    private static String seconds(Duration time) {
      return "%.1f s".formatted(time.toMillis() / 1e3);
    }
  }

  private static final Queue<Row> ROWS = new ConcurrentLinkedQueue<>();
  private static final String HEAD =
      """
      | scenario | published | handled | taken away | dead letters | duplicates | seen after | recovery | longest gap |
      | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
      """;

  static void add(Row row) {
    ROWS.add(row);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    // The root's store is closed once, when every test has run.
    context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(FaultReport.class))
        .computeIfAbsent("report", key -> (AutoCloseable) FaultReport::write);
  }

  private static void write() throws IOException {
    var table = new StringBuilder(HEAD);
    ROWS.forEach(row -> table.append(row.line()).append('\n'));
    System.out.println("\nWhat the faults came to:\n" + table);
    Files.writeString(Path.of("target", "faults.md"), table);
  }
}
