package dev.weft.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.testing.OnNats;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No key out of order, whatever fails, is killed or restarted. */
@Faults
class KeyOrderTest extends OnNats {

  private static final int MESSAGES = 200_000;
  private static final int KEYS = 1_000;

  @TempDir private Path folder;

  @Test
  void theOrderOfEveryKeyHoldsOverFailuresAKillAndARestart() throws Exception {
    management.addStream(
        StreamConfiguration.builder()
            .name("KEYS")
            .subjects("keys.>")
            .storageType(StorageType.File)
            .build());
    publishAll(new Random(17));
    List<Path> notes = List.of(notes("killed"), notes("stopped"), notes("last"));

    try (var killed = KeyedWorker.start(server.url(), notes.get(0))) {
      awaitLines(notes.get(0), 1);
      try (var stopped = KeyedWorker.start(server.url(), notes.get(1))) { // stands by
        awaitLines(notes.get(0), MESSAGES / 4);
        assertThat(notes.get(1)).isEmptyFile();
        killed.kill();
        awaitLines(notes.get(1), MESSAGES / 4);
        stopped.stop();
      }
    }
    try (var last = KeyedWorker.start(server.url(), notes.get(2))) {
      await().atMost(Duration.ofMinutes(2)).until(this::nothingIsLeft);
      last.stop();
    }

    var firstTimes = new HashMap<String, List<Integer>>();
    for (Path each : notes) {
      assertOrdered(each);
      for (String line : Files.readAllLines(each)) {
        List<Integer> ofKey = firstTimes.computeIfAbsent(key(line), key -> new ArrayList<>());
        if (ofKey.size() <= number(line)) { // what the killed one had done may come again
          ofKey.add(number(line));
        }
      }
    }
    assertThat(firstTimes).hasSize(KEYS);
    assertThat(firstTimes)
        .allSatisfy(
            (key, numbers) -> {
              for (int i = 0; i < numbers.size(); i++) {
                assertThat(numbers.get(i)).as("message %s of key %s", i, key).isEqualTo(i);
              }
            });
    assertThat(firstTimes.values().stream().mapToInt(List::size).sum()).isEqualTo(MESSAGES);
  }

  /** Within one process every message is done once, and those of a key in their order. */
  private static void assertOrdered(Path notes) throws IOException {
    var last = new HashMap<String, Integer>();
    for (String line : Files.readAllLines(notes)) {
      Integer before = last.put(key(line), number(line));
      assertThat(before == null || number(line) == before + 1)
          .as("%s comes after message %s of its key, in %s", line, before, notes)
          .isTrue();
    }
  }

  private Path notes(String name) throws IOException {
    return Files.createFile(folder.resolve(name));
  }

  private static void awaitLines(Path notes, int count) {
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> Files.size(notes) > 0 && Files.readAllLines(notes).size() >= count);
  }

  private boolean nothingIsLeft() throws IOException, JetStreamApiException {
    ConsumerInfo info = management.getConsumerInfo("KEYS", KeyedWorker.NAME);
    return info.getNumPending() + info.getNumAckPending() == 0;
  }

  private void publishAll(Random random) throws Exception {
    Map<Integer, Integer> numbers = new HashMap<>();
    var unanswered = new ArrayList<CompletableFuture<PublishAck>>();
    for (int i = 0; i < MESSAGES; i++) {
      int key = random.nextInt(KEYS);
      int number = numbers.merge(key, 1, Integer::sum) - 1;
      String text = key + "-" + number;
      unanswered.add(connection.jetStream().publishAsync("keys." + key, text.getBytes(UTF_8)));
      if (unanswered.size() == 2_000) {
        unanswered.forEach(CompletableFuture::join);
        unanswered.clear();
      }
    }
    unanswered.forEach(CompletableFuture::join);
  }

  private static String key(String line) {
    return line.substring(0, line.indexOf('-'));
  }

  private static int number(String line) {
    return Integer.parseInt(line.substring(line.indexOf('-') + 1));
  }
}
