package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.OnNats;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * What a worker holds is not delivered again, however long it takes; on a real server. The tests
 * have orders of their own, since they run beside each other.
 */
@SuppressWarnings("try") // closed at the end, or before it; an interrupt fails the test
class KeepAliveOnNatsTest extends OnNats {

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aHandlerOfTenTimesTheAckWaitHandlesEachMessageOnce() throws Exception {
    // As many handlers, so that fifty messages of twenty seconds need no quarter of an hour.
    assertHandledOnce(
        "kept-long", 50, 50, TestHandlers.TwentySeconds.class, "2s", Duration.ofMinutes(3));
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aBacklogBehindASlowSerialHandlerIsNotDeliveredAgain() throws Exception {
    assertHandledOnce(
        "kept-slow", 15, 1, TestHandlers.OneSecond.class, "5s", Duration.ofMinutes(2));
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  @Tag("faults") // takes its hundred seconds
  @ResourceLock("TestHandlers") // what they have seen, which faults run at once would share
  void aBacklogOfAHundredMessagesBehindAHandlerOfASecondIsNotDeliveredAgain() throws Exception {
    assertHandledOnce(
        "kept-many", 100, 1, TestHandlers.OneSecond.class, "5s", Duration.ofMinutes(4));
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whatAFastHandlerHadReceivedAheadIsKeptAliveWhenItTurnsSlow() throws Exception {
    assertHandledOnce(
        "kept-stuck",
        2_000,
        1,
        TestHandlers.FastThenStuckAWhile.class,
        "4s",
        Duration.ofMinutes(1));
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void anAckWaitThatIsShortenedMeanwhileIsFollowedAndSaid() throws Exception {
    TestHandlers.GATE.drainPermits();
    JetStreamManagement management = connection.jetStreamManagement();
    management.addStream(StreamConfiguration.builder().name("ORDERS").subjects("orders.>").build());
    try (var log = CapturedLog.of("dev.weft.engine.worker.ConsumerLook", Level.WARN);
        WorkerRuntime weft = WorkerRuntime.start(gated(), Configs.CLASSES, Observer.none())) {
      publish(1, 5);
      await().until(() -> management.getConsumerInfo("ORDERS", "test").getNumAckPending() == 5);

      ConsumerConfiguration before =
          management.getConsumerInfo("ORDERS", "test").getConsumerConfiguration();
      management.addOrUpdateConsumer(
          "ORDERS",
          ConsumerConfiguration.builder(before)
              .ackWait(Duration.ofSeconds(4))
              .maxAckPending(500)
              .build());

      await().until(() -> !log.lines().isEmpty());
      publish(6, 10);
      long start = System.nanoTime();
      await().until(() -> System.nanoTime() - start > Duration.ofSeconds(9).toNanos());
      TestHandlers.GATE.release(10);
      await().until(() -> left(management.getConsumerInfo("ORDERS", "test")) == 0);
      assertThat(log.lines())
          .containsExactly(
              "WARN handler test: consumer ORDERS/test was changed on the server: ack_wait from 30s"
                  + " to 4s, max_ack_pending from 20000 to 500");
    }
    assertThat(management.getConsumerInfo("ORDERS", "test").getDelivered().getConsumerSequence())
        .as("deliveries, redeliveries included")
        .isEqualTo(10);
  }

  private WeftConfig gated() {
    return Configs.read(
        """
        weft.nats.servers = "%s"
        weft.handlers.test {
          class = "%s", stream = ORDERS, concurrency = 10, consumer { ack_wait = 30s }
        }
        """
            .formatted(server.url(), Configs.name(TestHandlers.Gated.class)));
  }

  private void publish(int first, int last) throws Exception {
    for (int i = first; i <= last; i++) {
      String order = "{\"id\":\"" + i + "\",\"amount\":1}";
      connection.jetStream().publish("orders." + i, order.getBytes(UTF_8));
    }
  }

  /** Spreads the messages over so many handlers, each with a subject of its own. */
  private void assertHandledOnce(
      String name, int messages, int handlers, Class<?> type, String ackWait, Duration patience)
      throws Exception {
    JetStreamManagement management = connection.jetStreamManagement();
    management.addStream(StreamConfiguration.builder().name("ORDERS").subjects("orders.>").build());
    var config = new StringBuilder("weft.nats.servers = \"" + server.url() + "\"\n");
    for (int i = 0; i < handlers; i++) {
      config.append(
          """
          weft.handlers.h%d {
            class = "%s", stream = ORDERS
            consumer { filter_subject = "orders.%d", ack_wait = %s }
          }
          """
              .formatted(i, Configs.name(type), i, ackWait));
    }
    for (int i = 0; i < messages; i++) {
      String order = "{\"id\":\"" + name + "-" + i + "\",\"amount\":1}";
      connection.jetStream().publish("orders." + i % handlers, order.getBytes(UTF_8));
    }
    WorkerRuntime weft =
        WorkerRuntime.start(Configs.read(config.toString()), Configs.CLASSES, Observer.none());
    try (weft) {
      await().atMost(patience).until(() -> seen(name).size() >= messages);
    }

    assertThat(seen(name)).hasSize(messages).allMatch(seen -> seen.endsWith("#1"));
    for (int i = 0; i < handlers; i++) {
      String consumer = "h" + i;
      await().until(() -> left(management.getConsumerInfo("ORDERS", consumer)) == 0);
      assertThat(
              management.getConsumerInfo("ORDERS", consumer).getDelivered().getConsumerSequence())
          .as("deliveries, redeliveries included")
          .isEqualTo(messages / handlers);
    }
  }

  private static List<String> seen(String name) {
    return TestHandlers.SEEN.stream().filter(seen -> seen.startsWith(name + "-")).toList();
  }

  private static long left(ConsumerInfo info) {
    return info.getNumPending() + info.getNumAckPending();
  }
}
