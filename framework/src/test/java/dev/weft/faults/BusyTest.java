package dev.weft.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.testing.OnNats;
import io.nats.client.api.ConsumerInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handlers that compute on every carrier of virtual threads have nothing delivered twice. */
@Tag("faults")
@SuppressWarnings("try") // closed at the end, or before it; an interrupt fails the test
class BusyTest extends OnNats {

  private static final Duration START = Duration.ofMinutes(1);
  private static final Duration COMPUTING = Duration.ofSeconds(6);
  private static final int MESSAGES = 5;

  @TempDir
  @SuppressWarnings("NullAway.Init") // before each test
  private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "concurrency = 20",
        "concurrency = 1",
        "concurrency = 20, ordering = key, key = \"subject:2\""
      })
  void whatIsAtWorkWaitsOrComesMeanwhileIsHandledOnce(String settings) throws Exception {
    var notes = new Notes(folder.resolve("notes"));
    try (var worker = BusyWorker.start(server.url(), settings, COMPUTING, notes)) {
      await().atMost(START).until(() -> management.getStreamNames().contains("WORK"));
      publish(1, MESSAGES - 2);
      await().atMost(START).until(() -> !notes.lines().isEmpty());
      publish(MESSAGES - 1, MESSAGES); // while its only processor computes

      await()
          .atMost(COMPUTING.multipliedBy(2L * MESSAGES))
          .until(() -> done(notes).size() >= MESSAGES);
      await().until(() -> left(management.getConsumerInfo("WORK", "busy")) == 0);

      assertThat(done(notes))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.rangeClosed(1, MESSAGES).mapToObj(i -> "done " + i + "#1").toList());
      assertThat(management.getConsumerInfo("WORK", "busy").getDelivered().getConsumerSequence())
          .as("deliveries, redeliveries included")
          .isEqualTo(MESSAGES);
    }
  }

  private void publish(int first, int last) throws Exception {
    for (int i = first; i <= last; i++) {
      connection.jetStream().publish("work." + i, String.valueOf(i).getBytes(UTF_8));
    }
  }

  private static List<String> done(Notes notes) {
    return notes.lines().stream().filter(line -> line.startsWith("done")).toList();
  }

  private static long left(ConsumerInfo info) {
    return info.getNumPending() + info.getNumAckPending();
  }
}
