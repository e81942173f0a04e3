package dev.weft.app.orders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.Handled;
import dev.weft.testkit.MessageFixture;
import dev.weft.testkit.WeftTestKit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The batch handler alone, and under the example's configuration. */
class ArchiveReceiptsTest {

  private static final Receipt ADA = new Receipt("A-1", "Ada", "Thank you, \"Ada\".");
  private static final Receipt INES = new Receipt("A-2", "Ines", "Thank you, Ines.");

  @TempDir private Path folder;

  @Test
  void eachReceiptIsALine() throws IOException {
    Path file = folder.resolve("receipts.csv");
    var batch = MessageFixture.batch(ADA, INES);

    new ArchiveReceipts(file).handle(List.copyOf(batch));

    assertThat(Files.readAllLines(file))
        .containsExactly(
            "\"A-1\",\"Ada\",\"Thank you, \"\"Ada\"\".\"", "\"A-2\",\"Ines\",\"Thank you, Ines.\"");
    assertThat(batch).allMatch(message -> message.settlements().isEmpty());
  }

  @Test
  void receiptsAreArchivedTogetherWhenTheFirstHasWaitedLongEnough() throws IOException {
    Path file = folder.resolve("receipts.csv");
    try (WeftTestKit kit = kit(file)) {
      kit.publish("orders.receipted", ADA);
      kit.advance(Duration.ofMillis(700));
      kit.publish("orders.receipted", INES);
      assertThat(kit.handled("archive-receipts")).isEmpty();

      kit.advance(Duration.ofMillis(300));

      assertThat(kit.handled("archive-receipts")).hasSize(2).allMatch(Handled::isAcked);
      assertThat(Files.readAllLines(file)).hasSize(2);
    }
  }

  @Test
  void aFullBatchDoesNotWait() throws IOException {
    Path file = folder.resolve("receipts.csv");
    try (WeftTestKit kit = kit(file)) {
      for (int i = 0; i < 500; i++) {
        kit.publish("orders.receipted", new Receipt("A-" + i, "Ines", "Thank you."));
      }

      assertThat(kit.handled("archive-receipts")).hasSize(500).allMatch(Handled::isAcked);
      assertThat(Files.readAllLines(file)).hasSize(500);
    }
  }

  @Test
  void whatCannotBeReadIsKeptAndTheOthersAreArchived() throws IOException {
    Path file = folder.resolve("receipts.csv");
    try (WeftTestKit kit = kit(file)) {
      kit.publish("orders.receipted", "{no receipt}");
      kit.publish("orders.receipted", ADA);

      kit.advance(Duration.ofSeconds(1));

      assertThat(kit.deadLetters("ORDERS")).hasSize(1);
      assertThat(Files.readAllLines(file)).hasSize(1);
    }
  }

  private static WeftTestKit kit(Path file) {
    return WeftTestKit.of("../conf/application.conf")
        .settings("weft.handlers.archive-receipts.enabled = true")
        .settings("weft.handlers.archive-receipts.settings.file = \"" + file + "\"")
        .start();
  }
}
