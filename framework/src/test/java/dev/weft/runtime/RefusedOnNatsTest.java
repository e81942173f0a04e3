package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server refuses for good: a person has to learn of it, and no handler to pay for it. */
@SuppressWarnings("try") // closed at the end, or before it; an interrupt fails the test
class RefusedOnNatsTest {

  /** The first pause of a rejection that could not be carried out, and what a busy machine adds. */
  private static final Duration TRIED_AGAIN = Duration.ofSeconds(40);

  @TempDir private Path folder;

  @BeforeEach
  void reset() {
    SizedHandlers.reset();
  }

  @Test
  void whatTheServerRefusesIsNamedUntilItIsPermittedAndNoHandlerIsCalledForIt() throws Exception {
    Path config = permit("publish: { deny: [\"DLQ.ORDERS.rejects\", \"out.>\"] }");
    try (NatsServer server = NatsServer.start("-c", config.toString());
        Connection admin = Nats.connect(server.options().userInfo("admin", "a").build());
        WorkerRuntime weft = start(server)) {
      await().until(() -> weft.problems().isEmpty());
      publish(admin, "orders.a", 0);
      publish(admin, "orders.b", 1);

      await()
          .untilAsserted(
              () ->
                  assertThat(weft.problems())
                      .satisfiesExactlyInAnyOrder(
                          problem ->
                              assertThat(problem)
                                  .startsWith("handler rejects: ORDERS/1 (orders.a) is given up")
                                  .contains("Permissions Violation for Publish to"),
                          problem ->
                              assertThat(problem)
                                  .startsWith("handler emits: what ORDERS/2 (orders.b) emits")
                                  .contains("Permissions Violation for Publish to")));
      // The handler of what is emitted has had its attempts: the dead letter is its end.
      await().until(() -> kept(admin) == 1);

      permit("");
      server.reload();
      publish(admin, "orders.b", 2);

      await().atMost(TRIED_AGAIN).until(() -> kept(admin) == 2);
      await().untilAsserted(() -> assertThat(weft.problems()).isEmpty());
      assertThat(SizedHandlers.calls()).containsEntry(0, 1).containsEntry(1, 2);
    }
  }

  @Test
  void aStreamOfDeadLettersThatIsFullIsNamedAndNoHandlerIsCalledForIt() throws Exception {
    try (NatsServer server = NatsServer.start();
        Connection admin = server.connect()) {
      admin
          .jetStreamManagement()
          .addStream(
              StreamConfiguration.builder()
                  .name("ORDERS_DLQ")
                  .subjects("DLQ.ORDERS.>")
                  .storageType(StorageType.Memory)
                  .discardPolicy(DiscardPolicy.New)
                  .maxMessages(1)
                  .build());
      try (WorkerRuntime weft = start(server)) {
        await().until(() -> weft.problems().isEmpty());
        publish(admin, "orders.a", 0);
        publish(admin, "orders.a", 1);

        await()
            .untilAsserted(
                () ->
                    assertThat(weft.problems())
                        .singleElement()
                        .asString()
                        .startsWith("handler rejects: ORDERS/2 (orders.a) is given up")
                        .contains("publish to DLQ.ORDERS.rejects", "maximum messages exceeded"));
        assertThat(SizedHandlers.calls()).isEqualTo(Map.of(0, 1, 1, 1));
        assertThat(kept(admin)).isEqualTo(1);
      }
    }
  }

  @Test
  void aStreamThatTakesLessThanItsServerHasTheDeadLetterInSmallerParts() throws Exception {
    try (NatsServer server = NatsServer.start();
        Connection admin = server.connect()) {
      admin
          .jetStreamManagement()
          .addStream(
              StreamConfiguration.builder()
                  .name("ORDERS_DLQ")
                  .subjects("DLQ.ORDERS.>")
                  .storageType(StorageType.Memory)
                  .maximumMessageSize(100_000)
                  .build());
      try (WorkerRuntime weft = start(server)) {
        publish(admin, "orders.a", 0);

        await().until(() -> kept(admin) == 5); // four parts of 64 KiB, and the dead letter
        assertThat(SizedHandlers.calls()).isEqualTo(Map.of(0, 1));
        assertThat(
                admin
                    .jetStreamManagement()
                    .getMessage("ORDERS_DLQ", 5)
                    .getHeaders()
                    .getFirst("Weft-Data-In"))
            .isEqualTo("1,2,3,4");
        assertThat(asTheGuideSays(admin, List.of(1, 2, 3, 4)))
            .isEqualTo(new byte[250_000]); // of message 0
        await().until(() -> weft.problems().isEmpty());
      }
    }
  }

  /** The data of a dead letter's parts, by the requests that docs/configuration.md names. */
  private static byte[] asTheGuideSays(Connection admin, List<Integer> parts) throws Exception {
    var data = new ByteArrayOutputStream();
    for (int part : parts) {
      byte[] answer =
          admin
              .request(
                  "$JS.API.STREAM.MSG.GET.ORDERS_DLQ",
                  "{\"seq\": %d}".formatted(part).getBytes(UTF_8),
                  Duration.ofSeconds(5))
              .getData();
      data.writeBytes(
          new ObjectMapper().readTree(answer).path("message").path("data").binaryValue());
    }
    return data.toByteArray();
  }

  private static void publish(Connection admin, String subject, int number) throws Exception {
    byte[] data = new byte[250_000];
    ByteBuffer.wrap(data).putInt(number);
    admin.jetStream().publish(subject, data);
  }

  private static long kept(Connection admin) throws Exception {
    return admin.jetStreamManagement().getStreamInfo("ORDERS_DLQ").getStreamState().getMsgCount();
  }

  private static WorkerRuntime start(NatsServer server) {
    return WorkerRuntime.start(
        Configs.read(
            """
            weft.nats.servers = "%s"
            weft.streams.ORDERS.subjects = ["orders.>"]
            weft.streams.OUT.subjects = ["out.>"]
            weft.handler-defaults {
              codec = bytes
              retry { attempts = 2, first-delay = 10ms, max-delay = 10ms }
            }
            weft.handlers.rejects { class = "%s", stream = ORDERS, consumer.filter_subject = orders.a }
            weft.handlers.emits { class = "%s", stream = ORDERS, consumer.filter_subject = orders.b }
            """
                .formatted(
                    server.url().replace("//", "//weft:w@"),
                    SizedHandlers.Rejects.class.getName(),
                    SizedHandlers.Emits.class.getName())),
        Configs.CLASSES,
        Observer.none());
  }

  private Path permit(String permissions) throws Exception {
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
