package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.codec.JsonCodec;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A server that is there, and does not serve a handler any more: it must say so, and recover. Each
 * test has orders of its own, since they run beside each other.
 */
class UnservedTest {

  /** As promised: two pulls go unanswered, 3 s each, and the consumer is asked for. */
  private static final Duration NOTICED = Duration.ofSeconds(12);

  /** As promised: the longest pause before the next try, and the try. */
  private static final Duration RECOVERED = Duration.ofSeconds(12);

  private static final Duration A_WHILE = Duration.ofSeconds(5);

  private static final String PULLS = "$JS.API.CONSUMER.MSG.NEXT.ORDERS.test";

  @TempDir private Path folder;

  @BeforeAll
  @AfterAll
  static void reset() {
    TestHandlers.reset();
  }

  @ParameterizedTest
  @CsvSource({"$JS.API.CONSUMER.MSG.NEXT.>, pull", "$JS.API.>, ask", "$JS.ACK.>, ack"})
  @Execution(ExecutionMode.CONCURRENT)
  void aPermissionThatIsTakenAwayIsNamedUntilItIsGivenBack(String subject, String to)
      throws Exception {
    Path config = permit("");
    try (NatsServer server = NatsServer.start("-c", config.toString());
        WorkerRuntime weft = start(server, "weft:w@")) {
      publish(server, to + 1);
      await().until(() -> TestHandlers.SEEN.contains(to + "1#1"));

      permit("publish: { deny: \"" + subject + "\" }");
      server.reload();
      publish(server, to + 2);

      await().atMost(NOTICED).untilAsserted(() -> assertNamed(weft));
      assertStays(() -> isNamed(weft));

      permit("");
      server.reload();

      await().atMost(RECOVERED).until(() -> weft.problems().isEmpty());
      publish(server, to + 3);
      await().atMost(RECOVERED).until(() -> TestHandlers.SEEN.contains(to + "3#1"));
      assertThat(TestHandlers.SEEN).anyMatch(seen -> seen.startsWith(to + "2#"));
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void pullsThatNobodyAnswersAreNoticedUntilTheyAreAnswered() throws Exception {
    Path config = map(mapping(PULLS));
    try (NatsServer server = NatsServer.start("-c", config.toString());
        WorkerRuntime weft = start(server, "")) {
      Connection sink = server.connect();
      sink.subscribe("nowhere"); // or else the server would say that nobody is there
      weft.publisher(JsonCodec.of(TestHandlers.Order.class))
          .publish("orders.a", new TestHandlers.Order("pulled", 1));
      await().until(() -> TestHandlers.SEEN.contains("pulled#1"));

      map(mapping("nowhere"));
      server.reload();

      await().atMost(NOTICED).until(() -> isSilent(weft));
      assertStays(() -> isSilent(weft));

      map(mapping(PULLS));
      server.reload();

      await().atMost(RECOVERED).until(() -> weft.problems().isEmpty());
      sink.close();
    }
  }

  private static void assertStays(BooleanSupplier problem) {
    await()
        .during(A_WHILE)
        .failFast("it was gone for a moment", () -> !problem.getAsBoolean())
        .until(problem::getAsBoolean);
  }

  private static void assertNamed(WorkerRuntime weft) {
    assertThat(weft.problems())
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .startsWith("handler test: ")
                    .contains("Permissions Violation for Publish to"));
  }

  private static boolean isNamed(WorkerRuntime weft) {
    return weft.problems().toString().contains("Permissions Violation for Publish to");
  }

  private static boolean isSilent(WorkerRuntime weft) {
    String problems = weft.problems().toString();
    return problems.contains("handler test: consumer ORDERS/test: the server ")
        && (problems.contains("answered none of the last pulls")
            || problems.contains("does not answer a pull"));
  }

  private static void publish(NatsServer server, String id) throws Exception {
    // A server that has just read its configuration again may greet twice, which the client takes
    // for an error.
    Connection connection =
        await()
            .ignoreExceptionsInstanceOf(IOException.class)
            .until(() -> connectAsAdmin(server), Objects::nonNull);
    connection.jetStream().publish("orders.a", ("{\"id\":\"" + id + "\"}").getBytes(UTF_8));
    connection.close();
  }

  private static Connection connectAsAdmin(NatsServer server) throws Exception {
    return Nats.connect(server.options().userInfo("admin", "a").build());
  }

  private static WorkerRuntime start(NatsServer server, String user) {
    return WorkerRuntime.start(
        Configs.read(
            """
            weft.nats.servers = "%s"
            weft.streams.ORDERS.subjects = ["orders.>"]
            weft.handlers.test { class = "%s", stream = ORDERS, consumer.ack_wait = 2s }
            """
                .formatted(
                    server.url().replace("//", "//" + user),
                    Configs.name(TestHandlers.Noting.class))),
        Configs.CLASSES,
        Observer.none());
  }

  private Path permit(String permissions) throws Exception {
    return map(
        """
        authorization {
          users: [
            { user: admin, password: a },
            { user: weft, password: w, permissions: { %s } }
          ]
        }
        """
            .formatted(permissions));
  }

  private static String mapping(String destination) {
    return "mappings: { \"" + PULLS + "\": \"" + destination + "\" }";
  }

  private Path map(String config) throws Exception {
    return Files.writeString(folder.resolve("server.conf"), config);
  }
}
