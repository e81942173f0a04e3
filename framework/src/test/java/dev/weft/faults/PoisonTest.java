package dev.weft.faults;

import static dev.weft.faults.PoisonedWorker.ACK_WAIT;
import static dev.weft.faults.PoisonedWorker.POISON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.runtime.Weft;
import dev.weft.testing.ChildJvm;
import dev.weft.testing.OnNats;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A message that takes its process with it is given up, and it alone. */
class PoisonTest extends OnNats {

  private static final Duration START = Duration.ofMinutes(1);

  /** The work goes on within 10 s, as docs/faults.md says, once the server gives the poison out. */
  private static final Duration KEPT = ACK_WAIT.plusSeconds(10);

  @TempDir
  @SuppressWarnings("NullAway.Init") // before each test
  private Path folder;

  @Test
  void whatItsProcessWasKilledOverOnTheLastAttemptIsKeptAndItsNeighbourIsHandled()
      throws Exception {
    var notes = new Notes(folder.resolve("notes"));
    publish(POISON, "neighbour");
    for (int attempt = 1; attempt <= 2; attempt++) {
      try (var worker = worker(2, PoisonedWorker.Harm.HANGS, notes)) {
        String begun = "begun poison #" + attempt;
        await().atMost(START).until(() -> notes.lines().contains(begun));
        if (attempt == 1) {
          await().until(() -> unsettled() == 2); // the neighbour waits in the process's buffer
        }
        worker.kill();
      }
    }

    try (Weft weft = finalWorker(2, notes)) {
      await().atMost(KEPT).until(() -> kept() == 1);
      await().until(() -> isDone("neighbour", notes));
      await().until(() -> weft.problems().isEmpty());
    }

    // The neighbour's turn comes with the second process already if its ack wait ends first.
    assertThat(notes.lines())
        .startsWith("begun poison #1")
        .filteredOn(line -> line.startsWith("begun"))
        .containsExactly("begun poison #1", "begun poison #2");
    assertThat(notes.lines())
        .filteredOn(line -> line.startsWith("done"))
        .singleElement()
        .asString()
        .startsWith("done neighbour #");
    assertThatThePoisonIsKept();
  }

  @Test
  void whatKillsItsProcessOnEveryAttemptIsKeptAfterTheLast() throws Exception {
    var notes = new Notes(folder.resolve("notes"));
    publish("before", POISON, "after");
    for (int attempt = 1; attempt <= 3; attempt++) {
      try (var worker = worker(3, PoisonedWorker.Harm.KILLS, notes)) {
        worker.awaitEnd();
      }
    }

    try (Weft weft = finalWorker(3, notes)) {
      await().atMost(KEPT).until(() -> kept() == 1);
      await().until(() -> isDone("before", notes) && isDone("after", notes));
      await().until(() -> weft.problems().isEmpty());
    }

    assertThat(notes.lines())
        .filteredOn(line -> line.contains(POISON))
        .containsExactly("begun poison #1", "begun poison #2", "begun poison #3");
    assertThatThePoisonIsKept();
  }

  private ChildJvm worker(int attempts, PoisonedWorker.Harm harm, Notes notes) {
    return PoisonedWorker.start(server.url(), attempts, harm, notes);
  }

  // Were the poison handled here, it would take this JVM with it.
  private Weft finalWorker(int attempts, Notes notes) {
    return PoisonedWorker.startHere(server.url(), attempts, PoisonedWorker.Harm.HANGS, notes);
  }

  private void assertThatThePoisonIsKept() throws IOException, JetStreamApiException {
    assertThat(kept()).isEqualTo(1);
    MessageInfo letter = management.getMessage("WORK_DLQ", 1);
    assertThat(new String(letter.getData(), UTF_8)).isEqualTo(POISON);
    assertThat(letter.getHeaders().getFirst("Weft-Dead-Reason"))
        .contains("without a verdict on the last one");
  }

  private void publish(String... texts) throws IOException, JetStreamApiException {
    management.addStream(StreamConfiguration.builder().name("WORK").subjects("work.>").build());
    for (String text : texts) {
      connection.jetStream().publish("work.new", text.getBytes(UTF_8));
    }
  }

  private static boolean isDone(String text, Notes notes) {
    return notes.lines().stream().anyMatch(line -> line.startsWith("done " + text));
  }

  private long unsettled() throws IOException, JetStreamApiException {
    return management.getConsumerInfo("WORK", "poisoned").getNumAckPending();
  }

  private long kept() throws IOException, JetStreamApiException {
    return management.getStreamInfo("WORK_DLQ").getStreamState().getMsgCount();
  }
}
