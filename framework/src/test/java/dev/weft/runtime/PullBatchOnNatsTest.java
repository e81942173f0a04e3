package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A pull loop that asks for several messages at once; on a real server. */
@SuppressWarnings("try") // closed at the end, or before it
@ResourceLock("TestHandlers") // what they have seen, which faults run at once would share
class PullBatchOnNatsTest extends HandlersOnNats {

  private static final int MESSAGES = 10;

  @BeforeEach
  void publish() throws Exception {
    management.addStream(StreamConfiguration.builder().name("ORDERS").subjects("orders.>").build());
    for (int i = 1; i <= MESSAGES; i++) {
      String order = "{\"id\":\"" + i + "\",\"amount\":1}";
      connection.jetStream().publish("orders." + i, order.getBytes(UTF_8));
    }
  }

  @Test
  void withoutOneNoMoreAreHeldThanAreHandled() throws Exception {
    try (WorkerRuntime weft = start("")) {
      await().until(() -> TestHandlers.SEEN.contains("started 1"));

      assertThat(consumer().getNumAckPending()).isEqualTo(1);
      TestHandlers.GATE.release(MESSAGES);
      await().until(() -> left() == 0);
    }
  }

  @Test
  void whatIsHeldIsKeptAliveAndHandledInItsOrder() throws Exception {
    try (WorkerRuntime weft = start("pull.batch = 100, consumer.ack_wait = 2s")) {
      await().until(() -> consumer().getNumAckPending() == MESSAGES);
      long start = System.nanoTime();
      await().until(() -> System.nanoTime() - start > Duration.ofSeconds(5).toNanos());

      TestHandlers.GATE.release(MESSAGES);

      await().until(() -> left() == 0);
      assertThat(consumer().getDelivered().getConsumerSequence())
          .as("deliveries, redeliveries included")
          .isEqualTo(MESSAGES);
      assertThat(TestHandlers.SEEN.stream().filter(seen -> seen.startsWith("finished")))
          .containsExactly(
              "finished 1",
              "finished 2",
              "finished 3",
              "finished 4",
              "finished 5",
              "finished 6",
              "finished 7",
              "finished 8",
              "finished 9",
              "finished 10");
    }
  }

  @Test
  void atAStopWhatIsHeldGoesBackAtOnceAndIsAnothersToHandle() throws Exception {
    try (WorkerRuntime weft = start("pull.batch = 100, consumer.ack_wait = 1m")) {
      await().until(() -> consumer().getNumAckPending() == MESSAGES);
      TestHandlers.GATE.release(1);
      await().until(() -> TestHandlers.SEEN.contains("started 2"));
      Thread stop = Thread.ofVirtual().start(weft::stop);
      await().until(() -> weft.problems().contains("stopping"));
      TestHandlers.GATE.release(1);
      stop.join();
    }
    assertThat(TestHandlers.SEEN).doesNotContain("started 10");

    TestHandlers.GATE.release(MESSAGES);
    try (WorkerRuntime weft = start("consumer.ack_wait = 1m")) {
      await().atMost(Duration.ofSeconds(20)).until(() -> left() == 0);
    }
    assertThat(TestHandlers.SEEN).contains("finished 3", "finished 10");
  }

  private WorkerRuntime start(String more) {
    return WorkerRuntime.start(
        Configs.read(
            """
            weft.nats.servers = "%s"
            weft.shutdown.drain = 3s # a handler that has just begun is not let through any more
            weft.handlers.test { class = "%s", stream = ORDERS, mode = pull, %s }
            """
                .formatted(server.url(), Configs.name(TestHandlers.Gated.class), more)),
        Configs.CLASSES,
        Observer.none());
  }

  private ConsumerInfo consumer() throws Exception {
    return management.getConsumerInfo("ORDERS", "test");
  }

  private long left() throws Exception {
    ConsumerInfo info = consumer();
    return info.getNumPending() + info.getNumAckPending();
  }
}
