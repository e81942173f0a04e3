package dev.weft.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.benchmarks.LiveHeap.Content;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveHeapTest {

  private static final String HISTOGRAM =
      """
       num     #instances         #bytes  class name (module)
      -------------------------------------------------------
         1:          %d           %d  [B (java.base@25)
         2:           10            400  dev.weft.Some
      Total          30           4400
      """;

  @Test
  void aDifferenceIsByClass() {
    LiveHeap before = LiveHeap.parse(HISTOGRAM.formatted(20, 2_000));
    LiveHeap after = LiveHeap.parse(HISTOGRAM.formatted(30, 5_000));

    LiveHeap difference = after.since(before);

    assertThat(difference.bytes()).isEqualTo(3_000);
    assertThat(difference.byClass()).containsEntry("[B", new Content(10, 3_000));
  }

  @Test
  void aFileHasTheLargestOfEachFirst(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("heap.txt");

    LiveHeap.parse(HISTOGRAM.formatted(20, 2_000)).write(file, 10);

    assertThat(Files.readAllLines(file)).hasSize(3).element(1).asString().contains("200.0", "[B");
  }

  @Test
  void anObjectThatIsKeptIsCounted() {
    LiveHeap before = LiveHeap.now();
    var kept = new long[1_000_000];

    assertThat(LiveHeap.now().since(before).byClass())
        .hasEntrySatisfying(
            "[J", added -> assertThat(added.bytes()).isGreaterThanOrEqualTo(8L * kept.length));
  }
}
