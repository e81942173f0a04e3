package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.runtime.provision.Provisioning;
import dev.weft.testing.CapturedLog;
import io.nats.client.ConsumerContext;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a real server's {@code max_deliver} ends becomes a dead letter. */
class DeathsOnNatsTest extends HandlersOnNats {

  private static final int MAX_DELIVER = 3;

  @Test
  void whatItsHandlerNaksForEverIsKeptWhenMaxDeliverEndsItAndLeavesTheWorkQueue() throws Exception {
    create(RetentionPolicy.WorkQueue);
    try (WorkerRuntime weft =
        start(TestHandlers.NakingByHand.class, "weft.handlers.test.ack = manual")) {
      publishOrders("1");

      await().until(() -> kept() == 1);
      await().until(() -> count("ORDERS") == 0);
      await().until(() -> weft.problems().isEmpty());
    }

    assertThat(TestHandlers.SEEN).containsExactly("1#1", "1#2", "1#3");
    MessageInfo letter = management.getMessage("ORDERS_DLQ", 1);
    assertThat(new String(letter.getData(), UTF_8)).contains("\"1\"");
    assertThat(letter.getSubject()).isEqualTo("DLQ.ORDERS.test");
    assertThat(letter.getHeaders().getFirst("Weft-Dead-Reason"))
        .isEqualTo("max_deliver of the consumer ended it after 3 deliveries");
    assertThat(letter.getHeaders().getFirst("Nats-Msg-Id")).startsWith("ORDERS/1/test/");
  }

  @Test
  void whatDiedWhileNoWorkerRanIsKeptAtTheNextStart() throws Exception {
    create(RetentionPolicy.Limits);
    startAndStop();
    publishOrders("1");
    die();

    try (WorkerRuntime weft = start(TestHandlers.Noting.class)) {
      await().until(() -> kept() == 1);
      await().until(() -> weft.problems().isEmpty());
    }

    assertThat(TestHandlers.SEEN).isEmpty();
  }

  @Test
  void whereNoDeathsAreToBeExpectedWhatDiedIsFoundAndKept() throws Exception {
    create(RetentionPolicy.WorkQueue);
    maxDeliver(-1);
    start(TestHandlers.Noting.class).stop();
    assertThat(management.getConsumerNames("ORDERS_DEATHS")).isEmpty();
    maxDeliver(MAX_DELIVER);
    publishOrders("1");
    handBackAll();
    await().until(() -> count("ORDERS_DEATHS") == 1);
    maxDeliver(-1);

    try (WorkerRuntime weft = start(TestHandlers.Noting.class)) {
      await().until(() -> kept() == 1);
      await().until(() -> count("ORDERS") == 0);
      await().until(() -> weft.problems().isEmpty());
    }
    assertThat(TestHandlers.SEEN).isEmpty();
  }

  @Test
  void whatOthersOfAnInterestStreamWaitForStaysForThem() throws Exception {
    create(RetentionPolicy.Interest);
    ConsumerContext other =
        connection
            .getStreamContext("ORDERS")
            .createOrUpdateConsumer(ConsumerConfiguration.builder().durable("other").build());
    startAndStop();
    publishOrders("1");
    die();

    try (WorkerRuntime weft = start(TestHandlers.Noting.class)) {
      await().until(() -> kept() == 1);
      await().until(() -> weft.problems().isEmpty());
    }

    Message theirs = other.next(Duration.ofSeconds(40));
    assertThat(new String(theirs.getData(), UTF_8)).contains("\"1\"");
    theirs.ackSync(Duration.ofSeconds(20));
    await().until(() -> count("ORDERS") == 0);
  }

  @Test
  void theMessageInThePlaceOfOneThatWasDeletedWithItsStreamIsHandled() throws Exception {
    create(RetentionPolicy.WorkQueue);
    startAndStop();
    publishOrders("1");
    die();
    management.deleteStream("ORDERS");
    create(RetentionPolicy.WorkQueue);
    publishOrders("2");

    try (WorkerRuntime weft = start(TestHandlers.Noting.class)) {
      await().until(() -> TestHandlers.SEEN.contains("2#1"));
      await().until(() -> unreadAdvisories() == 0);
      await().until(() -> weft.problems().isEmpty());
    }

    assertThat(kept()).isZero();
    assertThat(TestHandlers.SEEN).containsExactly("2#1");
  }

  @Test
  void aStreamOfDeathsThatWasDeletedIsCreatedAnewAndTheWorkerGoesOn() throws Exception {
    create(RetentionPolicy.Limits);
    try (WorkerRuntime weft =
        start(TestHandlers.NakingByHand.class, "weft.handlers.test.ack = manual")) {
      await().until(() -> weft.problems().isEmpty());
      management.deleteStream("ORDERS_DEATHS");
      await().ignoreExceptions().until(() -> unreadAdvisories() == 0);

      publishOrders("1");

      await().until(() -> kept() == 1);
      await().until(() -> weft.problems().isEmpty());
    }
  }

  @Test
  void aMaxDeliverThatLeavesLittleRoomIsSaidAtTheStart() throws Exception {
    create(RetentionPolicy.Limits);
    try (CapturedLog log = CapturedLog.of(Provisioning.class.getName(), Level.WARN)) {
      start(TestHandlers.Noting.class).stop();

      assertThat(log.lines())
          .containsExactly(
              "WARN handler test: its consumer ORDERS/test has max_deliver = 3; expected -1, or at"
                  + " least 22: retry.attempts = 2, and hand-backs count too; what it ends is kept"
                  + " as a dead letter");
    }
  }

  /** With a consumer whose max_deliver the configuration does not name. */
  private void create(RetentionPolicy retention) throws IOException, JetStreamApiException {
    management.addStream(
        StreamConfiguration.builder()
            .name("ORDERS")
            .subjects("orders.>")
            .retentionPolicy(retention)
            .build());
    maxDeliver(MAX_DELIVER);
  }

  private void maxDeliver(int most) throws IOException, JetStreamApiException {
    management.addOrUpdateConsumer(
        "ORDERS",
        ConsumerConfiguration.builder()
            .durable("test")
            .ackPolicy(AckPolicy.Explicit)
            .maxDeliver(most)
            .build());
  }

  /** Creates what is missing; the consumer that reads advisories is created when it is opened. */
  private void startAndStop() {
    try (WorkerRuntime weft = start(TestHandlers.Noting.class)) {
      await().ignoreExceptions().until(() -> unreadAdvisories() == 0);
      await().until(() -> weft.problems().isEmpty());
    }
  }

  /** Has the next message delivered as often as the server does that. */
  private void die() throws Exception {
    handBackAll();
    await().until(() -> unreadAdvisories() == 1);
  }

  private void handBackAll() throws Exception {
    ConsumerContext consumer = connection.getStreamContext("ORDERS").getConsumerContext("test");
    for (int i = 0; i < MAX_DELIVER; i++) {
      consumer.next(Duration.ofSeconds(40)).nak();
    }
    // Some servers say so when they are asked for the next.
    assertThat(consumer.next(Duration.ofSeconds(1))).isNull();
  }

  private long unreadAdvisories() throws IOException, JetStreamApiException {
    return left("ORDERS_DEATHS", "test");
  }

  private long kept() throws IOException, JetStreamApiException {
    return count("ORDERS_DLQ");
  }

  private WorkerRuntime start(Class<?> handler, String... more) {
    WeftConfig config =
        Configs.read(
            """
            weft.nats.servers = "%s"
            weft.handlers.test {
              class = "%s", stream = ORDERS
              retry { attempts = 2, first-delay = 10ms, max-delay = 10ms }
            }
            %s
            """
                .formatted(server.url(), Configs.name(handler), String.join("\n", more)));
    return WorkerRuntime.start(config, Configs.CLASSES, Observer.none());
  }
}
