package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import io.nats.client.api.MessageInfo;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Dead letters on a real server. */
class DeadLettersOnNatsTest extends HandlersOnNats {

  @Test
  void aPoisonMessageIsKeptOnceAndItsNeighboursAreHandled() throws Exception {
    try (WorkerRuntime weft = start(TestHandlers.FailsOnPoison.class)) {
      publishOrders("1", "poison", "2");

      await().until(() -> count("ORDERS_DLQ") == 1);
      await().untilAsserted(() -> assertThat(TestHandlers.SEEN).contains("1#1", "2#1"));
      await().until(() -> left("ORDERS", "test") == 0);
      assertThat(weft.problems()).isEmpty();
    }

    MessageInfo letter = management.getMessage("ORDERS_DLQ", 1);
    assertThat(new String(letter.getData(), UTF_8)).contains("\"poison\"");
    assertThat(letter.getSubject()).isEqualTo("DLQ.ORDERS.test");
    assertThat(letter.getHeaders().getFirst("Weft-Dead-Reason"))
        .startsWith("attempts spent (2 of 2)");
    assertThat(letter.getHeaders().getFirst("Weft-Dead-Sequence")).isEqualTo("2");
    assertThat(count("ORDERS_DLQ")).isEqualTo(1);
  }

  @Test
  void theStreamIsCreatedAtTheStartWithTheConfiguredLimits() throws Exception {
    start(TestHandlers.Noting.class).stop();

    var configuration = management.getStreamInfo("ORDERS_DLQ").getConfiguration();
    assertThat(configuration.getSubjects()).containsExactly("DLQ.ORDERS.>");
    assertThat(configuration.getMaxAge()).isEqualTo(Duration.ofDays(30));
  }

  @Test
  void aStreamThatWasDeletedIsCreatedAnewAndNothingIsDropped() throws Exception {
    try (WorkerRuntime weft = start(TestHandlers.FailsOnPoison.class)) {
      await().until(() -> weft.problems().isEmpty());
      management.deleteStream("ORDERS_DLQ");

      publishOrders("poison");

      await().ignoreExceptions().until(() -> count("ORDERS_DLQ") == 1);
    }
  }

  @Test
  void whatDiedInTheBuffersOfProcessesIsHandledHoweverOftenItWasDelivered() throws Exception {
    start(TestHandlers.Noting.class).stop(); // creates the streams and the consumer
    publishOrders("innocent");
    var dying = connection.getStreamContext("ORDERS").getConsumerContext("test");
    for (int attempt = 1; attempt <= 2; attempt++) {
      assertThat(dying.next(Duration.ofSeconds(40)).metaData().deliveredCount()).isEqualTo(attempt);
    }

    try (WorkerRuntime weft = start(TestHandlers.Noting.class)) {
      await().until(() -> left("ORDERS", "test") == 0);
      await().until(() -> weft.problems().isEmpty());
    }

    assertThat(TestHandlers.SEEN).containsExactly("innocent#3");
    assertThat(count("ORDERS_DLQ")).isZero();
  }

  @Test
  void withDeadLettersOffNoStreamIsCreated() throws Exception {
    try (WorkerRuntime weft =
        start(TestHandlers.FailsOnPoison.class, "weft.handlers.test.dead-letters = false")) {
      publishOrders("poison", "1");
      await().until(() -> TestHandlers.SEEN.contains("1#1"));
      await().until(() -> left("ORDERS", "test") == 0);
      assertThat(weft.problems()).isEmpty();
    }

    assertThat(management.getStreamNames()).contains("ORDERS").doesNotContain("ORDERS_DLQ");
  }

  private WorkerRuntime start(Class<?> handler, String... more) {
    WeftConfig config =
        Configs.read(
            """
            weft.nats.servers = "%s"
            weft.streams.ORDERS.subjects = ["orders.>"]
            weft.handlers.test {
              class = "%s", stream = ORDERS
              consumer.ack_wait = 2s
              retry { attempts = 2, first-delay = 10ms, max-delay = 10ms }
            }
            %s
            """
                .formatted(server.url(), Configs.name(handler), String.join("\n", more)));
    return WorkerRuntime.start(config, Configs.CLASSES, Observer.none());
  }
}
