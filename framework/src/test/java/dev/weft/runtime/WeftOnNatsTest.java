package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weft.ConfigurationException;
import dev.weft.TransportException;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.PublishAck;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The main job, on a real server. */
class WeftOnNatsTest extends HandlersOnNats {

  private final JetStream jetStream = connection.jetStream();

  WeftOnNatsTest() throws IOException {}

  @ParameterizedTest
  @CsvSource({
    "push, auto, 20_000",
    "push, manual, 20_000",
    "pull, auto, 5_000", // one after the other, each asked for
    "pull, manual, 5_000"
  })
  void everyOneOfManyOrdersPublishedBeforeTheStartIsHandledAndNoneIsLeft(
      String mode, String ack, String count) throws Exception {
    int many = Integer.parseInt(count.replace("_", ""));
    createStream();
    publish(0, many);

    try (WorkerRuntime weft =
        start(
            handler(
                    ack.equals("auto")
                        ? TestHandlers.Noting.class
                        : TestHandlers.NotingByHand.class)
                + "\nweft.handlers.test { mode = "
                + mode
                + ", ack = "
                + ack
                + " }")) {
      await().atMost(Duration.ofMinutes(5)).until(() -> TestHandlers.SEEN.size() >= many);
      await().until(() -> left("ORDERS", "test") == 0);
      assertThat(weft.problems()).isEmpty();
    }

    assertThat(new HashSet<>(TestHandlers.SEEN)).hasSize(many);
    assertThat(TestHandlers.SEEN).hasSize(many).allMatch(seen -> seen.endsWith("#1"));
  }

  @Test
  void aBrokenPayloadIsTerminatedOnceAndTheNextMessageIsHandled() throws Exception {
    createStream();
    jetStream.publish("orders.new", "{not json".getBytes(UTF_8));
    publish(1, 1);

    try (WorkerRuntime weft = start(handler(TestHandlers.Noting.class))) {
      await().until(() -> left("ORDERS", "test") == 0);
      assertThat(weft.problems()).isEmpty();
    }

    assertThat(TestHandlers.SEEN).containsExactly("1#1");
    assertThat(info().getDelivered().getConsumerSequence()).isEqualTo(2);
  }

  @Test
  void aStopInTheMiddleLosesNothingAndHandlesNothingTwice() throws Exception {
    createStream();
    publish(0, 10_000);

    WorkerRuntime first = start(handler(TestHandlers.Noting.class));
    await().until(() -> TestHandlers.SEEN.size() > 1_000);
    first.stop();
    int handledByFirst = TestHandlers.SEEN.size();
    // Whatever it had received and not started is back with the server, and nothing is in work.
    await()
        .untilAsserted(() -> assertThat(left("ORDERS", "test")).isEqualTo(10_000 - handledByFirst));

    try (WorkerRuntime second = start(handler(TestHandlers.Noting.class))) {
      await().until(() -> left("ORDERS", "test") == 0);
      await().until(() -> second.problems().isEmpty()); // the first may have left it nothing
    }

    assertThat(TestHandlers.SEEN).hasSize(10_000);
    assertThat(
            TestHandlers.SEEN.stream().map(seen -> seen.substring(0, seen.indexOf('#'))).distinct())
        .hasSize(10_000);
  }

  @Test
  void aRestartOfTheServerIsSurvived() throws Exception {
    createStream();
    try (WorkerRuntime weft = start(handler(TestHandlers.Noting.class))) {
      publish(1, 1);
      await().until(() -> TestHandlers.SEEN.contains("1#1"));

      server.kill();
      await().until(() -> weft.problems().toString().contains("not connected to nats://"));
      server.restart();
      await().until(() -> weft.problems().isEmpty());
      await().ignoreExceptions().until(() -> publish(2, 1));

      await().until(() -> TestHandlers.SEEN.stream().anyMatch(seen -> seen.startsWith("2#")));
    }
  }

  @Test
  void aDeletedConsumerIsCreatedAnewAndItsMessagesAreHandled() throws Exception {
    createStream();
    try (WorkerRuntime weft = start(handler(TestHandlers.Noting.class))) {
      publish(1, 1);
      await().until(() -> left("ORDERS", "test") == 0);
      String before = consumerConfiguration();

      management.deleteConsumer("ORDERS", "test");
      publish(2, 1);

      await().until(() -> TestHandlers.SEEN.contains("2#1"));
      await().until(() -> weft.problems().isEmpty());
      assertThat(consumerConfiguration())
          .as("what Weft sets by itself included")
          .isEqualTo(before)
          .contains("\"max_ack_pending\":20000");
    }
  }

  @Test
  void aConsumerThatContradictsTheConfigurationFailsTheStartWithBothValues() throws Exception {
    createStream();
    start(handler(TestHandlers.Noting.class)).stop();

    assertThatThrownBy(
            () ->
                start(
                    handler(TestHandlers.Noting.class)
                        + "\nweft.handlers.test.consumer.ack_wait = 7s"))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("consumer ORDERS/test")
        .hasMessageContaining("ack_wait: 30s on the server, 7s configured");
  }

  @Test
  void aStreamThatDiffersIsReportedByTheCheckAndUsedAsItIs() throws Exception {
    createStream();
    String differing =
        handler(TestHandlers.Noting.class)
            + "\nweft.streams.ORDERS { subjects = [\"orders.>\"], max_age = 1h }";

    assertThat(WorkerRuntime.check(config(differing)))
        .containsExactly(
            "stream ORDERS: not as configured: max_age: 0s on the server, 1h configured");
    try (WorkerRuntime weft = start(differing)) {
      publish(1, 1);
      await().until(() -> TestHandlers.SEEN.contains("1#1"));
      assertThat(weft.problems()).isEmpty();
    }
    assertThat(management.getStreamInfo("ORDERS").getConfiguration().getMaxAge()).isZero();
  }

  @Test
  void theCheckNamesAStreamThatIsNowhere() {
    assertThat(WorkerRuntime.check(config(handler(TestHandlers.Noting.class))))
        .containsExactly(
            "consumer ORDERS/test: there is no stream ORDERS; create it, or configure it under"
                + " weft.streams");
  }

  @Test
  void theCheckFindsNothingWhereStartWouldCreateEverything() {
    String all =
        handler(TestHandlers.Noting.class) + "\nweft.streams.ORDERS.subjects = [\"orders.>\"]";

    assertThat(WorkerRuntime.check(config(all))).isEmpty();
    start(all).stop();
    assertThat(WorkerRuntime.check(config(all))).isEmpty();
  }

  @Test
  void aHandlerThatCannotBeMadeFailsTheStartAndTheCheckBeforeAnythingIsCreated() throws Exception {
    String all =
        handler(TestHandlers.Broken.class) + "\nweft.streams.ORDERS.subjects = [\"orders.>\"]";

    assertThatThrownBy(() -> start(all))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("no database");
    assertThat(WorkerRuntime.check(config(all), Configs.CLASSES))
        .singleElement()
        .asString()
        .contains("no database");

    assertThat(management.getStreamNames()).isEmpty();
  }

  @Test
  void anUnreachableServerFailsTheStartWithinTheConnectTimeout() {
    String nowhere =
        handler(TestHandlers.Noting.class)
            + "\nweft.nats { servers = \"nats://127.0.0.1:1\", connect-timeout = 500ms }";

    assertThatThrownBy(() -> start(nowhere))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("cannot connect to nats://127.0.0.1:1 within 500ms");
  }

  private void createStream() throws IOException, JetStreamApiException {
    management.addStream(
        io.nats.client.api.StreamConfiguration.builder()
            .name("ORDERS")
            .subjects("orders.>")
            .build());
  }

  /** Publishes so many orders, numbered from {@code first}. */
  private boolean publish(int first, int count) throws Exception {
    var underWay = new ArrayDeque<CompletableFuture<PublishAck>>();
    for (int i = first; i < first + count; i++) {
      String order = "{\"id\":\"" + i + "\",\"amount\":" + i + "}";
      underWay.add(jetStream.publishAsync("orders.new", order.getBytes(UTF_8)));
      if (underWay.size() > 2_000) {
        underWay.remove().get();
      }
    }
    for (CompletableFuture<PublishAck> ack : underWay) {
      ack.get();
    }
    return true;
  }

  /** What the consumer has yet to deliver or to have acknowledged. */
  private ConsumerInfo info() throws IOException, JetStreamApiException {
    return management.getConsumerInfo("ORDERS", "test");
  }

  private static String handler(Class<?> type) {
    return "weft.handlers.test { class = \"" + Configs.name(type) + "\", stream = ORDERS }";
  }

  private WeftConfig config(String hocon) {
    return Configs.read("weft.nats.servers = \"" + server.url() + "\"\n" + hocon);
  }

  private WorkerRuntime start(String hocon) {
    return WorkerRuntime.start(config(hocon), Configs.CLASSES, Observer.none());
  }

  private String consumerConfiguration() throws Exception {
    return management.getConsumerInfo("ORDERS", "test").getConsumerConfiguration().toJson();
  }
}
