package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weft.TransportException;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user that may subscribe to some inboxes only. */
class InboxOnNatsTest {

  /** As promised. */
  private static final Duration HEALED = Duration.ofSeconds(15);

  private static final Duration NOTICED = Duration.ofSeconds(12);
  private static final String OWN = "subscribe: { allow: [\"_INBOX_worker.>\"] }";

  @TempDir private Path folder;

  @BeforeEach
  @AfterEach
  void reset() {
    TestHandlers.reset();
  }

  @Test
  void ofAPrefixOfItsOwnIsServed() throws Exception {
    try (NatsServer server = NatsServer.start("-c", permit(OWN).toString());
        WorkerRuntime weft = start(server, "inbox-prefix = _INBOX_worker")) {
      publish(server, "1");

      await().until(() -> TestHandlers.SEEN.contains("1#1"));
      assertThat(weft.problems()).isEmpty();
    }
  }

  @Test
  void ofWhichTheSettingsDoNotKnowIsToldWhatToDo() throws Exception {
    try (NatsServer server = NatsServer.start("-c", permit(OWN).toString())) {
      long start = System.nanoTime();

      assertThatThrownBy(() -> start(server, ""))
          .isInstanceOf(TransportException.class)
          .hasMessageContainingAll(
              "Permissions Violation for Subscription to \"_INBOX.", "weft.nats.inbox-prefix");

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
    }
  }

  @Test
  void whosePermissionIsTakenAwayAndGivenBackIsServedAgain() throws Exception {
    try (NatsServer server = NatsServer.start("-c", permit("").toString());
        WorkerRuntime weft = start(server, "")) {
      publish(server, "1");
      await().until(() -> TestHandlers.SEEN.contains("1#1"));

      permit("subscribe: { deny: \"_INBOX.>\" }");
      server.reload();

      await()
          .atMost(NOTICED)
          .untilAsserted(
              () ->
                  assertThat(weft.problems())
                      .anyMatch(problem -> problem.contains("for Subscription to \"_INBOX.")));
      publish(server, "2");

      permit("");
      server.reload();

      await().atMost(HEALED).until(() -> weft.problems().isEmpty());
      publish(server, "3");
      await().atMost(HEALED).until(() -> TestHandlers.SEEN.contains("3#1"));
      assertThat(TestHandlers.SEEN).anyMatch(seen -> seen.startsWith("2#"));
    }
  }

  private static WorkerRuntime start(NatsServer server, String setting) {
    return WorkerRuntime.start(
        Configs.read(
            """
            weft.nats { servers = "%s", %s }
            weft.streams.ORDERS.subjects = ["orders.>"]
            weft.handlers.test { class = "%s", stream = ORDERS, consumer.ack_wait = 5s }
            """
                .formatted(
                    server.url().replace("//", "//weft:w@"),
                    setting,
                    Configs.name(TestHandlers.Noting.class))),
        Configs.CLASSES,
        Observer.none());
  }

  private static void publish(NatsServer server, String id) throws Exception {
    // A server that has just read its configuration again may greet twice, which the client takes
    // for an error.
    Connection connection =
        await()
            .ignoreException(IOException.class)
            .until(
                () -> Nats.connect(server.options().userInfo("admin", "a").build()),
                Objects::nonNull);
    connection.jetStream().publish("orders.a", ("{\"id\":\"" + id + "\"}").getBytes(UTF_8));
    connection.close();
  }

  private Path permit(String permissions) throws IOException {
    return Files.writeString(
        folder.resolve("server.conf"),
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
}
