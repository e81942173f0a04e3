package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream of another account, whose API is imported under another prefix. */
class ImportedApiOnNatsTest {

  @BeforeEach
  @AfterEach
  void reset() {
    TestHandlers.reset();
  }

  @Test
  void isWorkedOnByThatPrefix(@TempDir Path folder) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("server.conf"),
            """
            accounts {
              OWNER {
                users: [ { user: owner, password: o } ], jetstream: enabled
                exports: [
                  { service: "$JS.API.>", response_type: stream }, { service: "$JS.ACK.>" }
                ]
              }
              GUEST {
                users: [ { user: guest, password: g } ]
                imports: [
                  { service: { account: OWNER, subject: "$JS.API.>" }, to: "owner.API.>" }
                  { service: { account: OWNER, subject: "$JS.ACK.>" } }
                ]
              }
            }
            """);
    try (NatsServer server = NatsServer.start("-c", config.toString());
        WorkerRuntime weft =
            WorkerRuntime.start(
                Configs.read(
                    """
                    weft.nats { servers = "%s", api-prefix = owner.API }
                    weft.streams.ORDERS.subjects = ["orders.>"]
                    weft.handlers.test { class = "%s", stream = ORDERS, dead-letters = false }
                    """
                        .formatted(
                            server.url().replace("//", "//guest:g@"),
                            Configs.name(TestHandlers.Noting.class))),
                Configs.CLASSES,
                Observer.none())) {
      Connection owner = server.connect(server.options().userInfo("owner", "o"));
      owner.jetStream().publish("orders.a", "{\"id\":\"1\"}".getBytes(UTF_8));

      await().until(() -> TestHandlers.SEEN.contains("1#1"));
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          owner
                              .jetStreamManagement()
                              .getConsumerInfo("ORDERS", "test")
                              .getNumAckPending())
                      .isZero());
      assertThat(weft.problems()).isEmpty();
    }
  }
}
