package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.weft.TransportException;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A handler with order by key and without partitions, in two replicas on a real server. */
@SuppressWarnings("try") // jnats closes by a method that may be interrupted
class SingleActiveOnNatsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir private Path folder;

  @BeforeEach
  @AfterEach
  void reset() {
    TestHandlers.reset();
  }

  private static String config(String url, String more) {
    return """
    weft {
      nats.servers = "%s"
      streams.ORDERS { subjects = ["orders.*"], storage = memory }
      handlers.one {
        class = "%s", stream = ORDERS, concurrency = 10, ordering = key, key = "subject:2"
        %s
      }
    }
    """
        .formatted(url, Configs.name(TestHandlers.Noting.class), more);
  }

  private static WorkerRuntime start(String url, String more) {
    return WorkerRuntime.start(Configs.read(config(url, more)), Configs.CLASSES, Observer.none());
  }

  private static void publish(Connection connection, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      String order = "{\"id\":\"" + i + "\",\"amount\":1}";
      connection.jetStream().publish("orders.c" + i % 2, order.getBytes(UTF_8));
    }
  }

  private static void awaitSeen(int count) {
    await("seen " + count).atMost(PATIENCE).until(() -> TestHandlers.SEEN.size() >= count);
  }

  @Test
  void twoReplicasKeepTheOrderOfEachKeyWhileTheyReplaceEachOther() throws Exception {
    try (NatsServer server = NatsServer.start();
        Connection connection = server.connect()) {
      try (WorkerRuntime first = start(server.url(), "")) {
        publish(connection, 0, 100);
        awaitSeen(100);
        try (WorkerRuntime second = start(server.url(), "")) {
          publish(connection, 100, 200);
          awaitSeen(200);
          await("both are ready")
              .atMost(PATIENCE)
              .until(() -> first.problems().isEmpty() && second.problems().isEmpty());
          first.stop();
          publish(connection, 200, 300);
          awaitSeen(300);
        }
      }
      List<String> expected =
          IntStream.range(0, 300).filter(i -> i % 2 == 0).mapToObj(i -> i + "#1").toList();
      assertThat(TestHandlers.SEEN.stream().filter(seen -> isEven(seen)).toList())
          .containsExactlyElementsOf(expected);
      assertThat(TestHandlers.SEEN).hasSize(300);
      assertThat(connection.jetStreamManagement().getConsumerNames("ORDERS"))
          .containsExactly("one");
      assertThat(document(connection))
          .as("nobody is left")
          .isEqualTo("{\"members\":{},\"leases\":{},\"owners\":[null]}");
    }
  }

  @Test
  void whoMayNotCreateTheStreamOfLeasesIsToldWhatItIsForAndWhatToDo() throws Exception {
    Path config = folder.resolve("nats.conf");
    Files.writeString(
        config,
        """
        authorization {
          users: [{
            user: weft, password: w
            permissions: { publish: { deny: "$JS.API.STREAM.CREATE.ORDERS_LEASES" } }
          }]
        }
        """);
    try (NatsServer server = NatsServer.start("-c", config.toString())) {
      String url = server.url().replace("nats://", "nats://weft:w@");

      assertThatExceptionOfType(TransportException.class)
          .isThrownBy(() -> start(url, ""))
          .withMessageContainingAll("ORDERS_LEASES", "replicas of one", "single-active = false");

      try (WorkerRuntime alone = start(url, "single-active = false")) {
        await("ready").atMost(PATIENCE).until(() -> alone.problems().isEmpty());
      }
    }
  }

  private static boolean isEven(String seen) {
    return Integer.parseInt(seen.substring(0, seen.indexOf('#'))) % 2 == 0;
  }

  private static String document(Connection connection) throws Exception {
    return new String(
        connection
            .jetStreamManagement()
            .getLastMessage("ORDERS_LEASES", "LEASES.ORDERS.one")
            .getData(),
        UTF_8);
  }
}
