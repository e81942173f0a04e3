package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.NatsCluster;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The streams beside a stream lose their leaders, in a cluster of three. */
@Tag("faults")
@ResourceLock("TestHandlers") // what they have seen, which faults run at once would share
@SuppressWarnings("try") // jnats closes by a method that may be interrupted
class SideStreamLeadersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int MESSAGES = 20;

  @AutoClose private final NatsCluster cluster = NatsCluster.start();

  @BeforeEach
  void reset() {
    TestHandlers.reset();
  }

  @Test
  void noRetryIsLostWhoseStreamChangesItsLeaderAtTheTimeWhenItIsDue() throws Exception {
    try (Connection connection = Nats.connect(String.join(",", cluster.urls()));
        WorkerRuntime weft = start(TestHandlers.Later.class, "")) {
      Instant due = Instant.now().plusSeconds(8);
      publish(connection, "later", 16); // eight seconds
      await().atMost(PATIENCE).until(() -> waiting(connection) == MESSAGES);
      await().atMost(PATIENCE).until(() -> Instant.now().isAfter(due.minusMillis(300)));

      stepDown(connection, "ORDERS_RETRY");
      await().atMost(PATIENCE).until(() -> Instant.now().isAfter(due.plusMillis(200)));
      stepDown(connection, "ORDERS_RETRY");

      await().atMost(PATIENCE).until(() -> handledAgain() == MESSAGES);
      await().atMost(PATIENCE).until(() -> waiting(connection) == 0);
      assertThat(weft.problems()).isEmpty();
    }
  }

  @Test
  void neitherIsOneWhoseStreamsLeaderIsKilledBeforeItIsDue() throws Exception {
    try (Connection connection = Nats.connect(String.join(",", cluster.urls()));
        WorkerRuntime weft = start(TestHandlers.Later.class, "")) {
      publish(connection, "later", 16);
      await().atMost(PATIENCE).until(() -> waiting(connection) == MESSAGES);

      cluster.server(leader(connection, "ORDERS_RETRY")).kill();

      await().atMost(PATIENCE).until(() -> handledAgain() == MESSAGES);
      await().atMost(PATIENCE).until(() -> weft.problems().isEmpty());
    }
  }

  @Test
  void theReplicaAtWorkGoesOnWhileTheStreamOfLeasesChangesItsLeader() throws Exception {
    try (Connection connection = Nats.connect(String.join(",", cluster.urls()));
        WorkerRuntime weft =
            start(TestHandlers.Noting.class, "ordering = key, key = \"subject:2\"")) {
      await().atMost(PATIENCE).until(() -> weft.problems().isEmpty());
      for (int round = 0; round < 5; round++) {
        publish(connection, "round" + round, 1);
        stepDown(connection, "ORDERS_LEASES");
      }

      await().atMost(PATIENCE).until(() -> TestHandlers.SEEN.size() >= 5 * MESSAGES);
      assertThat(TestHandlers.SEEN).hasSize(5 * MESSAGES);
      await().atMost(PATIENCE).until(() -> weft.problems().isEmpty());
    }
  }

  private WorkerRuntime start(Class<?> handler, String more) {
    return WorkerRuntime.start(
        Configs.read(
            """
            weft.nats.servers = ["%s"]
            weft.streams.ORDERS { subjects = ["orders.>"], num_replicas = 3 }
            weft.scheduled-retries.longer-than = 1s
            weft.handlers.test { class = "%s", stream = ORDERS, consumer.ack_wait = 5s
              %s
            }
            """
                .formatted(String.join("\", \"", cluster.urls()), Configs.name(handler), more)),
        Configs.CLASSES,
        Observer.none());
  }

  private static void publish(Connection connection, String id, int amount) throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      connection.jetStream().publish("orders.new", RetriesOnNats.json(id, amount));
    }
  }

  private static long handledAgain() {
    return TestHandlers.SEEN.stream()
        .filter(seen -> IntStream.range(2, 9).anyMatch(i -> seen.startsWith("later#" + i + " ")))
        .map(seen -> seen.replaceAll("^[^ ]* | \\{.*", ""))
        .distinct()
        .count();
  }

  private static long waiting(Connection connection) throws IOException, JetStreamApiException {
    return connection
        .jetStreamManagement()
        .getStreamInfo("ORDERS_RETRY")
        .getStreamState()
        .getMsgCount();
  }

  private static String leader(Connection connection, String stream) throws Exception {
    var info = connection.jetStreamManagement().getStreamInfo(stream).getClusterInfo();
    return Objects.requireNonNull(info.getLeader(), "the stream has no leader");
  }

  private static void stepDown(Connection connection, String stream) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              var answer =
                  connection.request(
                      "$JS.API.STREAM.LEADER.STEPDOWN." + stream,
                      new byte[0],
                      Duration.ofSeconds(5));
              return answer != null
                  && new String(answer.getData(), UTF_8).contains("\"success\":true");
            });
  }
}
