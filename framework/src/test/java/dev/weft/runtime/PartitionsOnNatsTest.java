package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.SubjectTransform;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A partitioned handler on a real server, which parts its messages. */
class PartitionsOnNatsTest extends HandlersOnNats {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private String config() {
    return """
    weft {
      nats.servers = "%s"
      streams.ORDERS { storage = memory }
      handlers.many {
        class = "%s", stream = ORDERS, concurrency = 10, ordering = key, key = "subject:3"
        partitions { count = 4, subject = "orders.{partition}.*" }
        retry { attempts = 1 }
      }
    }
    """
            .formatted(server.url(), Configs.name(TestHandlers.Noting.class))
        + parting("", 4);
  }

  /** What parts the messages: the server, or one before 2.10 has publishers do it. */
  private String parting(String version, int count) {
    return isPartedByServer()
        ? """
        weft.streams.ORDERS {
          subjects = ["orders.*"]
          subject_transform { src = "orders.*", dest = "%s" }
        }
        """
            .formatted(parted(version, count))
        : "weft.streams.ORDERS.subjects = [\"orders.>\"]\n";
  }

  private boolean isPartedByServer() {
    return connection.getServerInfo().isSameOrNewerThanVersion("2.10.0");
  }

  private static String parted(String version, int count) {
    return "orders." + version + "{{partition(" + count + ",1)}}.{{wildcard(1)}}";
  }

  private WorkerRuntime start() {
    return WorkerRuntime.start(Configs.read(config()), Configs.CLASSES, Observer.none());
  }

  private void publish(int from, int to) throws Exception {
    publish(from, to, "", 4);
  }

  private void publish(int from, int to, String version, int count) throws Exception {
    for (int i = from; i < to; i++) {
      publish("{\"id\":\"" + i + "\",\"amount\":1}", i % 40, version, count);
    }
  }

  private void publish(String text, int key, String version, int count) throws Exception {
    String partition = isPartedByServer() ? "" : version + key % count + ".";
    connection.jetStream().publish("orders." + partition + "c" + key, text.getBytes(UTF_8));
  }

  private static void awaitSeen(int count) {
    await("seen " + count).atMost(PATIENCE).until(() -> TestHandlers.SEEN.size() >= count);
  }

  @Test
  void theServersTransformPartsTheMessagesAndEachIsHandledOnce() throws Exception {
    try (WorkerRuntime one = start()) {
      publish(0, 100);
      awaitSeen(100);
      try (WorkerRuntime other = start()) {
        publish(100, 200);
        awaitSeen(200);
        await("both ready")
            .atMost(PATIENCE)
            .until(() -> one.problems().isEmpty() && other.problems().isEmpty());
      }
      publish(200, 300);
      awaitSeen(300);
    }

    assertThat(TestHandlers.SEEN).hasSize(300); // an attempt more where one was handed back
    assertThat(TestHandlers.SEEN.stream().map(seen -> seen.replaceAll("#.*", "")).distinct())
        .hasSize(300);
    Set<String> partitions = new HashSet<>();
    for (int i = 1; i <= 300; i++) {
      MessageInfo stored = connection.jetStreamManagement().getMessage("ORDERS", i);
      partitions.add(stored.getSubject().split("\\.", -1)[1]);
    }
    assertThat(partitions).containsExactlyInAnyOrder("0", "1", "2", "3");
    assertThat(connection.jetStreamManagement().getConsumerNames("ORDERS"))
        .containsExactlyInAnyOrder("many-0", "many-1", "many-2", "many-3");
    String document =
        new String(
            connection
                .jetStreamManagement()
                .getLastMessage("ORDERS_LEASES", "LEASES.ORDERS.many")
                .getData(),
            UTF_8);
    assertThat(document)
        .as("nobody is left")
        .isEqualTo("{\"members\":{},\"leases\":{},\"owners\":[null,null,null,null]}");
  }

  @Test
  void theNumberOfPartitionsChangesByANewVersionOfTheSubjects() throws Exception {
    try (WorkerRuntime former = start()) {
      publish(0, 50);
      awaitSeen(50);
      if (isPartedByServer()) {
        StreamConfiguration present =
            connection.jetStreamManagement().getStreamInfo("ORDERS").getConfiguration();
        connection
            .jetStreamManagement()
            .updateStream(
                StreamConfiguration.builder(present)
                    .subjectTransform(new SubjectTransform("orders.*", parted("v2.", 6)))
                    .build());
      }
      publish(50, 100, "v2.", 6); // for those who come
      assertThat(former.problems()).isEmpty();
    }
    assertThat(TestHandlers.SEEN).hasSize(50);

    String more =
        """
        weft.handlers.many {
          key = "subject:4"
          partitions { count = 6, subject = "orders.v2.{partition}.*" }
          consumer.durable_name = many-v2
        }
        """;
    try (WorkerRuntime present =
        WorkerRuntime.start(
            Configs.read(config() + parting("v2.", 6) + more), Configs.CLASSES, Observer.none())) {
      publish(100, 150, "v2.", 6);
      awaitSeen(150);
      assertThat(present.problems()).isEmpty();
    }
    assertThat(TestHandlers.SEEN).hasSize(150);
  }

  @Test
  void aCheckComparesTheConsumersOfAllPartitions() throws Exception {
    start().close();
    assertThat(WorkerRuntime.check(Configs.read(config()))).isEmpty();

    List<String> problems =
        WorkerRuntime.check(
            Configs.read(
                config() + "weft.handlers.many.partitions.subject = \"orders.x.{partition}\""));

    assertThat(problems).hasSize(4);
    IntStream.range(0, 4)
        .forEach(
            i ->
                assertThat(problems.get(i))
                    .contains("ORDERS/many-" + i, "filter_subject", "orders.x." + i));
  }

  @Test
  void aMessageThatIsGivenUpIsADeadLetterOfItsPartitionsConsumer() throws Exception {
    try (WorkerRuntime one = start()) {
      publish("not json", 1, "", 4);
      await("a dead letter")
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(
              () ->
                  connection
                      .jetStreamManagement()
                      .getMessage("ORDERS_DLQ", 1)
                      .getSubject()
                      .matches("DLQ\\.ORDERS\\.many-[0-3]"));
      assertThat(one.problems()).isEmpty();
    }
  }
}
