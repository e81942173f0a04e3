package dev.weft.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.testing.OnNats;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A message that ends its process takes none of those at work beside it along. */
@Tag("faults")
@Execution(ExecutionMode.CONCURRENT) // each on servers of its own; together they take longest
@SuppressWarnings("try") // closed at the end, or before it; an interrupt fails the test
class KillerTest extends OnNats {

  private static final int OTHERS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir
  @SuppressWarnings("NullAway.Init") // before each test
  private Path folder;

  /**
   * With nothing ever beside it, its last attempt tells already; else it has one more, alone: that
   * is how many processes it ends at most.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          serial     ; HALT          ; 5 ; first { concurrency = 1 }
          concurrent ; HALT          ; 6 ; first { concurrency = 21 }
          keyed      ; HALT          ; 6 ; first { concurrency = 21, ordering = key, key = "subject:3" }
          memory     ; OUT_OF_MEMORY ; 6 ; first { concurrency = 21 }
          exit       ; EXIT          ; 6 ; first { concurrency = 21 }
          two        ; HALT          ; 6 ; first { concurrency = 20, consumer.filter_subject = "work.0.>" }, second { consumer.filter_subject = "work.1.>" }
          """)
  void itAloneBecomesADeadLetterAndAllOthersAreHandled(
      String name, KillingWorker.End end, int deaths, String handlers) throws Exception {
    var handled = new Notes(folder.resolve("handled"));
    publish();

    int beside = deaths == KillingWorker.ATTEMPTS ? 0 : OTHERS;
    int died = 0;
    while (died <= 2 * KillingWorker.ATTEMPTS
        && (kept() == 0 || !handled.lines().containsAll(others()))) {
      try (var worker = KillingWorker.start(server.url(), handlers, end, beside, handled)) {
        await(name)
            .atMost(PATIENCE)
            .until(
                () -> !worker.isAlive() || (kept() == 1 && handled.lines().containsAll(others())));
        died += worker.isAlive() ? 0 : 1;
      }
    }

    MessageInfo letter = management.getMessage("WORK_DLQ", 1);
    assertThat(new String(letter.getData(), UTF_8)).isEqualTo(KillingWorker.KILLER);
    assertThat(kept()).isEqualTo(1);
    assertThat(handled.lines()).hasSameElementsAs(others());
    // Fewer where a delivery of it was lost in a process that had not begun it.
    assertThat(died).isLessThanOrEqualTo(deaths);
  }

  private void publish() throws IOException, JetStreamApiException {
    management.addStream(StreamConfiguration.builder().name("WORK").subjects("work.>").build());
    connection.jetStream().publish("work.1.killer", KillingWorker.KILLER.getBytes(UTF_8));
    for (String text : others()) {
      connection.jetStream().publish("work.0." + text, text.getBytes(UTF_8));
    }
  }

  private static List<String> others() {
    return IntStream.range(0, OTHERS).mapToObj(i -> "innocent-" + i).toList();
  }

  private long kept() throws IOException {
    try {
      return management.getStreamInfo("WORK_DLQ").getStreamState().getMsgCount();
    } catch (JetStreamApiException e) {
      return 0; // before the first start
    }
  }
}
