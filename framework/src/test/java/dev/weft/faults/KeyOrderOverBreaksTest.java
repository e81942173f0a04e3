package dev.weft.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.runtime.Weft;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.NatsCluster;
import dev.weft.testing.NatsServer;
import dev.weft.testing.TextHandler;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** No key out of order at 400 messages a second, however often the way to the server breaks. */
@Faults
@Execution(ExecutionMode.CONCURRENT) // each on servers of its own; together they take longest
@SuppressWarnings("try") // jnats closes by a method that may be interrupted
class KeyOrderOverBreaksTest {

  private static final int PER_SECOND = 400;
  private static final int KEYS = 50;
  private static final int RESETS = Integer.getInteger("weft.resets", 60);
  private static final int STEP_DOWNS = Integer.getInteger("weft.stepdowns", 30);
  private static final int UPDATES = Integer.getInteger("weft.updates", 10);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration HANDLING = Duration.ofMillis(2);
  private static final String STREAM = "BREAKS";
  private static final String HANDLER = "breaks";

  private static final String WHOLE = "subjects = [\"breaks.*\"]";
  private static final String PARTED =
      """
      subjects = ["breaks.*"]
      subject_transform {
        src = "breaks.*", dest = "breaks.{{partition(4,1)}}.{{wildcard(1)}}"
      }
      """;
  private static final String PARTITIONS =
      "partitions { count = 4, subject = \"breaks.{partition}.*\" }";

  private final Random random = new Random(17);
  private final NumberedKeys keys = new NumberedKeys("breaks.", KEYS);

  @Test
  void itHoldsOverResetsOfTheConnection() throws Exception {
    overResets("resets", WHOLE, "key = \"subject:2\"");
  }

  @Test
  void itHoldsInPartitionsOverResetsOfTheConnection() throws Exception {
    overResets("resets, partitions", PARTED, "key = \"subject:3\"\n" + PARTITIONS);
  }

  @Test
  void itHoldsOverStepDownsOfTheConsumersLeader() throws Exception {
    try (var log = CapturedLog.of("dev.weft.engine.dispatch", Level.DEBUG); // for the dossier
        NatsCluster cluster = NatsCluster.start();
        Connection connection = connect(cluster.urls())) {
      StreamConfiguration stream =
          StreamConfiguration.builder()
              .name(STREAM)
              .subjects("breaks.*")
              .replicas(3)
              .storageType(StorageType.File)
              .build();
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> connection.jetStreamManagement().addStream(stream) != null);
      try (Weft weft = weft(cluster.urls(), "", "key = \"subject:2\"")) {
        keys.flow(connection.jetStream(), PER_SECOND);
        for (int i = 0; i < STEP_DOWNS; i++) {
          awaitKeptUpWith();
          await()
              .atMost(PATIENCE)
              .ignoreExceptions()
              .until(() -> stepDown(connection, "CONSUMER", STREAM + "." + HANDLER));
        }
        judge("consumer leader steps down " + STEP_DOWNS + " times", weft, connection, 0);
      }
    }
  }

  /**
   * Updates of one replica after the other, and resets between: one is at work at a time. What was
   * handled, and whose acknowledgement got lost in a reset, the next replica handles again.
   */
  @Test
  void itHoldsInTwoReplicasOfWhichOneIsAtWork() throws Exception {
    try (NatsServer server = NatsServer.start();
        TcpProxy proxy = new TcpProxy(server.port());
        Connection connection = connect(List.of(server.url()))) {
      String stream = "streams." + STREAM + " { " + WHOLE + " }";
      Weft one = weft(List.of(proxy.url()), stream, "key = \"subject:2\"");
      Weft other = weft(List.of(proxy.url()), stream, "key = \"subject:2\"");
      keys.flow(connection.jetStream(), PER_SECOND);
      for (int i = 0; i < UPDATES; i++) {
        awaitKeptUpWith();
        proxy.reset();
        awaitKeptUpWith();
        one.stop(); // the one at work, every other time
        one = other;
        other = weft(List.of(proxy.url()), stream, "key = \"subject:2\"");
      }
      judge(UPDATES + " updates of two replicas, and resets", other, connection, keys.published());
      one.stop();
      other.stop();
    }
  }

  private void overResets(String what, String stream, String handler) throws Exception {
    var server = NatsServer.start();
    var proxy = new TcpProxy(server.port());
    try (var log = CapturedLog.of("dev.weft.engine.partition.LeaseGuard", Level.WARN);
        Connection connection = connect(List.of(server.url()));
        Weft weft =
            weft(List.of(proxy.url()), "streams." + STREAM + " { " + stream + " }", handler)) {
      keys.flow(connection.jetStream(), PER_SECOND);
      for (int i = 0; i < RESETS; i++) {
        awaitKeptUpWith();
        proxy.reset();
      }
      // Where leases lapse, as on a machine that stands still for seconds, a partition begins anew,
      // and handles again what was handled and whose acknowledgement got lost in a reset.
      int mayComeAgain = log.lines().isEmpty() ? 0 : keys.published() / 100;
      judge(RESETS + " " + what, weft, connection, mayComeAgain);
    } finally {
      proxy.close();
      server.close();
    }
  }

  private void awaitKeptUpWith() {
    int goal = keys.handled() + 20 + random.nextInt(100);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> keys.handled() >= goal && keys.isKeptUpWith());
    assertThat(keys.violations()).isEmpty(); // while the log still has what led to it
  }

  @SuppressWarnings("SystemOut") // the numbers are for the guarantees' page
  private void judge(String what, Weft weft, Connection connection, int mayComeAgain)
      throws Exception {
    keys.stop();
    try {
      await("all are handled").atMost(PATIENCE).until(() -> keys.handledOnce() >= keys.published());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(whatIsMissing(what, weft, connection), e);
    }
    System.out.printf(
        "ORDER %s: %d messages of %d keys, %d out of order, %d handled again%n",
        what, keys.published(), KEYS, keys.violations().size(), keys.again());
    assertThat(keys.violations()).isEmpty();
    assertThat(keys.again()).isLessThanOrEqualTo(mayComeAgain);
    // One that a worker met with the last break shows until it takes again.
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(weft.problems()).isEmpty());
  }

  private String whatIsMissing(String what, Weft weft, Connection connection)
      throws InterruptedException {
    var report = new MissingReport(connection, STREAM, HANDLER);
    var text = new StringBuilder();
    text.append(
        "%s: of %d messages %d are handled; problems %s; out of order %s%n"
            .formatted(
                what, keys.published(), keys.handledOnce(), weft.problems(), keys.violations()));
    keys.missing()
        .forEach(
            (subject, numbers) -> text.append(report.sequences(subject, numbers)).append('\n'));
    return text.append(report.consumer()).toString();
  }

  private static boolean stepDown(Connection connection, String of, String name) throws Exception {
    Message answer =
        connection.request(
            "$JS.API." + of + ".LEADER.STEPDOWN." + name, new byte[0], Duration.ofSeconds(5));
    return new String(answer.getData(), StandardCharsets.UTF_8).contains("\"success\":true");
  }

  private static Connection connect(List<String> servers) throws Exception {
    return Nats.connect(
        Options.builder().servers(servers.toArray(String[]::new)).maxReconnects(-1).build());
  }

  private Weft weft(List<String> servers, String streams, String handler) {
    return Weft.builder()
        .config(
            """
            weft {
              nats.servers = ["%s"]
              http.enabled = false
              %s
              handlers.%s {
                stream = %s
                codec = string
                concurrency = 16
                ordering = key
                %s
                breaker.enabled = false
                consumer { ack_wait = 2s }
              }
            }
            """
                .formatted(String.join("\", \"", servers), streams, HANDLER, STREAM, handler))
        .handler(HANDLER, new TextHandler(keys.handler(HANDLING)))
        .start();
  }
}
