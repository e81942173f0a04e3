package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.config.WeftConfig;
import dev.weft.engine.DelayedRetries;
import dev.weft.engine.Observer;
import dev.weft.engine.ScheduledRetries;
import dev.weft.jetstream.JetStreamTransport;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.NatsServer;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Mode;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import dev.weft.transport.Transport;
import dev.weft.transport.TransportException;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Long retries that wait in a stream of their own, on a real server (2.12 or newer). */
class ScheduledRetriesOnNatsTest {

  private final NatsServer server = NatsServer.start();
  private final Connection connection = Nats.connect(server.url());
  private final JetStreamManagement management = connection.jetStreamManagement();

  ScheduledRetriesOnNatsTest() throws IOException, InterruptedException {}

  @BeforeEach
  void reset() {
    TestHandlers.reset();
  }

  @AfterEach
  void stop() throws InterruptedException {
    connection.close();
    server.close();
  }

  @Test
  void aLongRetryHoldsNoSlotAndComesBackAsItWas() throws Exception {
    try (Weft weft = start(TestHandlers.Later.class, "consumer.max_ack_pending = 1")) {
      connection
          .jetStream()
          .publish(
              "orders.special",
              new Headers().add("Nats-Msg-Id", "id-1").add("a", "1", "2"),
              json("later"));
      publish("1", "2", "3");

      await().until(() -> TestHandlers.SEEN.size() == 5);
      await().until(() -> left("ORDERS") == 0 && messages("ORDERS_RETRY") == 0);
      assertThat(weft.problems()).isEmpty();
    }

    String same = " orders.special id-1 ORDERS/1 {a=[1, 2], Nats-Msg-Id=[id-1]}";
    assertThat(TestHandlers.SEEN)
        .containsExactly("later#1" + same, "1#1", "2#1", "3#1", "later#2" + same);
  }

  @Test
  void attemptsSpentOverLongRetriesMakeOneDeadLetterOfTheOriginal() throws Exception {
    try (Weft weft = start(TestHandlers.AlwaysLater.class, "retry.attempts = 3")) {
      publish("1");

      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(() -> messages("ORDERS_DLQ") == 1);
      await().until(() -> messages("ORDERS_RETRY") == 0);
      assertThat(weft.problems()).isEmpty();
    }

    assertThat(TestHandlers.SEEN).containsExactly("1#1", "1#2", "1#3");
    MessageInfo letter = management.getMessage("ORDERS_DLQ", 1);
    assertThat(letter.getHeaders().getFirst("Weft-Dead-Stream")).isEqualTo("ORDERS");
    assertThat(letter.getHeaders().getFirst("Weft-Dead-Sequence")).isEqualTo("1");
    assertThat(letter.getHeaders().getFirst("Weft-Dead-Subject")).isEqualTo("orders.new");
    assertThat(letter.getHeaders().getFirst("Weft-Dead-Attempts")).isEqualTo("3");
    assertThat(letter.getHeaders().keySet()).noneMatch(name -> name.startsWith("Weft-Retry-"));
  }

  @Test
  void whatWaitsSurvivesARestartOfTheServerAlsoWhenItIsOverdueByThen() throws Exception {
    try (Weft weft = start(TestHandlers.AlwaysLater.class, "retry.attempts = 2")) {
      publish(IntStream.range(0, 50).mapToObj(String::valueOf).toArray(String[]::new));
      await().until(() -> TestHandlers.SEEN.size() >= 50);
      server.kill();
      Instant overdue = Instant.now().plusSeconds(3);
      await().until(() -> Instant.now().isAfter(overdue));
      server.restart();

      await()
          .atMost(Duration.ofSeconds(40))
          .ignoreExceptions()
          .until(() -> messages("ORDERS_DLQ") == 50);
      await().ignoreExceptions().until(() -> messages("ORDERS_RETRY") == 0);
      await().until(() -> weft.problems().isEmpty());
    }
    assertThat(IntStream.range(0, 50).mapToObj(i -> i + "#2"))
        .allMatch(TestHandlers.SEEN::contains);
  }

  @Test
  void whatIsDueWhileNoHandlerRunsComesAfterTheNextStart() throws Exception {
    try (Weft weft = start(TestHandlers.Later.class)) {
      // Longer than a stop takes, or it would be received and handed back.
      connection.jetStream().publish("orders.new", json("later", 4));
      await().until(() -> messages("ORDERS_RETRY") == 1);
      assertThat(weft.problems()).isEmpty();
    }
    await().until(() -> info("ORDERS_RETRY").getNumPending() == 1);

    try (Weft weft = start(TestHandlers.Later.class)) {
      await().until(() -> TestHandlers.SEEN.size() == 2);
      await().until(() -> messages("ORDERS_RETRY") == 0);
      assertThat(weft.problems()).isEmpty();
    }
    assertThat(TestHandlers.SEEN).element(1).asString().startsWith("later#2 ");
  }

  @Test
  void whatDiedBetweenItsScheduleAndItsAcknowledgementIsHandledOnceMore() throws Exception {
    start(TestHandlers.Noting.class).stop(); // creates the streams and the consumers
    publish("1");
    scheduleAndDie(Duration.ofSeconds(4));

    try (Weft weft = start(TestHandlers.Noting.class)) {
      await().until(() -> messages("ORDERS_RETRY") == 0 && left("ORDERS") == 0);
      assertThat(weft.problems()).isEmpty();
    }
    assertThat(TestHandlers.SEEN).containsExactly("1#2", "1#2");
  }

  @Test
  void whatDiedBetweenItsScheduleAndItsAcknowledgementAndFailsAgainHasOneSchedule()
      throws Exception {
    start(TestHandlers.AlwaysLater.class).stop();
    publish("1");
    scheduleAndDie(Duration.ofSeconds(20));

    try (Weft weft = start(TestHandlers.AlwaysLater.class, "retry.attempts = 3")) {
      await().until(() -> TestHandlers.SEEN.contains("1#2"));
      await().ignoreExceptions().until(() -> messages("ORDERS_DLQ") == 1);
      await().until(() -> messages("ORDERS_RETRY") == 0 && left("ORDERS") == 0);
      assertThat(weft.problems()).isEmpty();
    }
    assertThat(TestHandlers.SEEN).containsExactly("1#2", "1#3");
  }

  @Test
  void beforeDelayedMessagesHaveTakenAllSlotsAWarningSaysSo() throws Exception {
    try (var log = CapturedLog.of(DelayedRetries.class.getName(), Level.WARN);
        Weft weft =
            start(
                TestHandlers.Failing.class,
                "scheduled-retries = false, consumer.max_ack_pending = 10",
                "retry { first-delay = 9999h, max-delay = 9999h }")) {
      publish("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11");

      await().atMost(Duration.ofSeconds(25)).until(() -> !log.lines().isEmpty());
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("consumer ORDERS/test: 10 of its 10 slots", "10 of them");
      assertThat(weft.problems()).isEmpty();
    }
    assertThat(TestHandlers.SEEN).hasSize(10);
  }

  @Test
  void aStreamThatWasDeletedIsCreatedAnewAndItsLossIsAnError() throws Exception {
    try (var log = CapturedLog.of(RetryStreams.class.getName(), Level.ERROR);
        Weft weft = start(TestHandlers.Later.class)) {
      await().until(() -> weft.problems().isEmpty());
      management.deleteStream("ORDERS_RETRY");
      publish("later");

      await().atMost(Duration.ofSeconds(30)).until(() -> TestHandlers.SEEN.size() == 2);
      assertThat(log.lines())
          .isNotEmpty()
          .allMatch(line -> line.contains("ORDERS_RETRY: was gone"));
    }
  }

  @Test
  void itsConsumerThatWasDeletedIsCreatedAnewAndNothingIsLost() throws Exception {
    try (Weft weft = start(TestHandlers.Later.class)) {
      publish("later");
      await().until(() -> messages("ORDERS_RETRY") == 1);
      management.deleteConsumer("ORDERS_RETRY", "test");

      await().atMost(Duration.ofSeconds(30)).until(() -> TestHandlers.SEEN.size() == 2);
      assertThat(weft.problems()).isEmpty();
    }
  }

  @Test
  void whereTheHandlerDoesNotWantItTheMessageWaitsInItsSlot() throws Exception {
    try (Weft weft =
        start(
            TestHandlers.Later.class, "scheduled-retries = false, consumer.max_ack_pending = 1")) {
      publish("later", "1");

      await().until(() -> TestHandlers.SEEN.size() == 3);
      assertThat(weft.problems()).isEmpty();
    }

    assertThat(TestHandlers.SEEN.stream().map(seen -> seen.replaceAll(" .*", "")))
        .containsExactly("later#1", "later#2", "1#1");
    assertThat(management.getStreamNames()).doesNotContain("ORDERS_RETRY");
  }

  @Test
  void theStreamGoesWhereTheOriginalGoesAndKeepsWhatItHasForEver() throws Exception {
    start(TestHandlers.Later.class).stop();

    StreamConfiguration stream = management.getStreamInfo("ORDERS_RETRY").getConfiguration();
    assertThat(stream.getSubjects()).containsExactly("RETRY.ORDERS.>");
    assertThat(stream.getRetentionPolicy()).isEqualTo(RetentionPolicy.WorkQueue);
    assertThat(stream.getMaxAge()).isZero();
    assertThat(info("ORDERS_RETRY").getConsumerConfiguration().getAckWait())
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(Weft.check(config(TestHandlers.Later.class))).isEmpty();
  }

  @Test
  void aStreamOfThatNameThatKeepsNoSchedulesFailsTheStart() throws Exception {
    management.addStream(
        StreamConfiguration.builder().name("ORDERS_RETRY").subjects("RETRY.ORDERS.>").build());

    assertThatThrownBy(() -> start(TestHandlers.Later.class).stop())
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("stream ORDERS_RETRY: cannot keep retries")
        .hasMessageContaining("allow_msg_schedules");
  }

  /** Does what a worker does with a retry, up to the acknowledgement. */
  private void scheduleAndDie(Duration wait) throws Exception {
    var consumer = new ConsumerSpec("ORDERS", "test", Map.of("ack_wait", 2_000_000_000L));
    Connection dying = Nats.connect(server.url());
    Transport transport = JetStreamTransport.on(dying, Duration.ofSeconds(5));
    var retries =
        new ScheduledRetries(
            transport, consumer, Duration.ofSeconds(1), InstantSource.system(), () -> {});
    Source source = transport.open(consumer, Mode.PULL);
    Delivery delivery = source.next(1, Duration.ofSeconds(10)).getFirst();
    assertThat(retries.keep(delivery, new Outcome.Retry(wait, "for the test", null))).isPresent();
    dying.close();
  }

  private long messages(String stream) throws IOException, JetStreamApiException {
    return management.getStreamInfo(stream).getStreamState().getMsgCount();
  }

  private ConsumerInfo info(String stream) throws IOException, JetStreamApiException {
    return management.getConsumerInfo(stream, "test");
  }

  private long left(String stream) throws IOException, JetStreamApiException {
    return info(stream).getNumPending() + info(stream).getNumAckPending();
  }

  private void publish(String... ids) throws IOException, JetStreamApiException {
    for (String id : ids) {
      connection.jetStream().publish("orders.new", json(id));
    }
  }

  private static byte[] json(String id) {
    return json(id, 1);
  }

  private static byte[] json(String id, int amount) {
    return ("{\"id\":\"" + id + "\",\"amount\":" + amount + "}").getBytes(UTF_8);
  }

  private WeftConfig config(Class<?> handler, String... more) {
    return Configs.read(
        """
        weft.nats.servers = "%s"
        weft.streams.ORDERS { subjects = ["orders.>"], num_replicas = 1 }
        weft.scheduled-retries.longer-than = 1s
        weft.handlers.test {
          class = "%s", stream = ORDERS
          consumer.ack_wait = 2s
          breaker.enabled = false
          %s
        }
        """
            .formatted(server.url(), Configs.name(handler), String.join("\n", List.of(more))));
  }

  private Weft start(Class<?> handler, String... more) {
    return Weft.start(config(handler, more), Configs.CLASSES, Observer.none());
  }
}
