package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.codec.JsonCodec;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.NKey;
import io.nats.client.Nats;
import io.nats.client.api.ConsumerInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A runtime that its server lets in no more, so that the client closes its connection for good. */
class LetInAgainTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The 5 s that two tries are apart at most, as promised, and the second of them. */
  private static final Duration LET_IN = Duration.ofSeconds(10);

  /** As promised: 3 s for what a silent server was asked for, 5 s for the flush; and a margin. */
  private static final Duration STOPPED = Duration.ofSeconds(10);

  @TempDir private Path folder;

  private final NKey first;
  private final NKey second;
  @AutoClose private final CapturedLog log = CapturedLog.of("dev.weft", Level.INFO);

  LetInAgainTest() throws Exception {
    first = NKey.createUser(new SecureRandom());
    second = NKey.createUser(new SecureRandom());
  }

  @BeforeEach
  void reset() {
    TestHandlers.reset();
  }

  @Test
  void withNewCredentialsItGoesOnAndWhatWasInWorkIsAcknowledged() throws Exception {
    Path serverConfig = letIn(first);
    Path seed = seedOf(first);
    try (NatsServer server = NatsServer.start("-c", serverConfig.toString());
        WorkerRuntime weft = start(server, seed)) {
      publish(weft, "1", "2", "3");
      await().until(() -> TestHandlers.SEEN.contains("started 1"));

      server.kill();
      letIn(second);
      server.restart();
      await()
          .atMost(PATIENCE)
          .until(
              () -> weft.problems().toString().contains("Authorization Violation; trying again"));
      await().atMost(PATIENCE).until(() -> logged("has closed its connection"));
      TestHandlers.GATE.release(3); // the first ends while there is no connection at all
      await().until(() -> TestHandlers.SEEN.contains("finished 1"));

      seedOf(second);
      await().atMost(LET_IN).until(() -> !weft.problems().toString().contains("not connected"));
      await().atMost(PATIENCE).until(() -> weft.problems().isEmpty());
      publish(weft, "4");
      TestHandlers.GATE.release();

      await().atMost(PATIENCE).until(() -> TestHandlers.SEEN.contains("finished 4"));
      Connection other = connect(server, second);
      await().until(() -> unsettled(other) == 0);
      other.close();
    }
    // The ack wait has not ended by now, so a lost acknowledgement would have left one unsettled.
    assertThat(TestHandlers.SEEN).doesNotHaveDuplicates().hasSize(8);
    assertThat(log.lines())
        .filteredOn(line -> line.contains("has closed its connection"))
        .hasSize(1);
  }

  @Test
  void aStopDoesNotWaitForANewConnection() throws Exception {
    try (NatsServer server = NatsServer.start("-c", letIn(first).toString())) {
      WorkerRuntime weft = start(server, seedOf(first));
      await().until(() -> weft.problems().isEmpty());
      server.kill();
      letIn(second);
      server.restart();
      await().atMost(PATIENCE).until(() -> logged("has closed its connection"));

      long start = System.nanoTime();
      weft.stop();

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(STOPPED);
    }
  }

  private boolean logged(String part) {
    return log.lines().stream().anyMatch(line -> line.contains(part));
  }

  private static void publish(WorkerRuntime weft, String... ids) {
    for (String id : ids) {
      weft.publisher(JsonCodec.of(TestHandlers.Order.class))
          .publish("orders.a", new TestHandlers.Order(id, 1));
    }
  }

  private static long unsettled(Connection connection) throws Exception {
    ConsumerInfo info = connection.jetStreamManagement().getConsumerInfo("ORDERS", "test");
    return info.getNumPending() + info.getNumAckPending();
  }

  private WorkerRuntime start(NatsServer server, Path seed) {
    return WorkerRuntime.start(
        Configs.read(
            """
            weft.nats { servers = "%s", nkey-file = "%s" }
            weft.streams.ORDERS.subjects = ["orders.>"]
            weft.handlers.test {
              class = "%s", stream = ORDERS, mode = pull, consumer.ack_wait = 5m
            }
            """
                .formatted(server.url(), seed, Configs.name(TestHandlers.Gated.class))),
        Configs.CLASSES,
        Observer.none());
  }

  private Path letIn(NKey key) throws Exception {
    return Files.writeString(
        folder.resolve("server.conf"),
        "authorization { users: [ { nkey: " + new String(key.getPublicKey()) + " } ] }");
  }

  private Path seedOf(NKey key) throws Exception {
    return Files.write(folder.resolve("seed"), new String(key.getSeed()).getBytes(UTF_8));
  }

  private static Connection connect(NatsServer server, NKey key) {
    return server.connect(
        server.options().authHandler(Nats.staticCredentials(null, key.getSeed())));
  }
}
