package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rates and shared limits, on a real server. */
class RateOnNatsTest extends HandlersOnNats {

  @BeforeEach
  void createOrders() throws Exception {
    createStream("ORDERS", "orders.>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mode = push",
        "mode = pull",
        "ordering = key, key = \"payload:/id\"",
      })
  void aHundredMessagesAtFiftyASecondTakeTwoSecondsAndOneDeliveryEach(String how) throws Exception {
    publish("a", 100);
    try (WorkerRuntime weft = start("", handler("a", "concurrency = 100, rate = 50/s, " + how))) {
      await().pollInterval(Duration.ofMillis(1)).until(() -> !TestHandlers.SEEN.isEmpty());
      long start = System.nanoTime();
      await().atMost(Duration.ofSeconds(30)).until(() -> TestHandlers.SEEN.size() >= 100);

      // 94 of them after the first six; the clock was begun a little late.
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(1_500), Duration.ofSeconds(15));
      await().atMost(Duration.ofSeconds(20)).until(() -> left("ORDERS", "a") == 0);
      assertThat(weft.problems()).isEmpty();
    }
    assertThat(TestHandlers.SEEN).hasSize(100).doesNotHaveDuplicates();
    assertThat(TestHandlers.SEEN).allMatch(seen -> seen.endsWith("#1"));
  }

  @Test
  void handlersThatShareALimitKeepToItTogether() throws Exception {
    publish("a", 150);
    publish("b", 150);
    String shared = "concurrency = 100, limit = api, ";
    try (WorkerRuntime weft =
        start(
            "weft.limits.api { rate = 100/s }",
            handler("a", shared + "weight = 3"),
            handler("b", shared + "mode = pull"))) {
      await().pollInterval(Duration.ofMillis(1)).until(() -> !TestHandlers.SEEN.isEmpty());
      long start = System.nanoTime();
      await().atMost(Duration.ofSeconds(30)).until(() -> TestHandlers.SEEN.size() >= 150);
      long favoured = TestHandlers.SEEN.stream().filter(seen -> seen.startsWith("a")).count();
      await().atMost(Duration.ofSeconds(30)).until(() -> TestHandlers.SEEN.size() >= 300);

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(2_500), Duration.ofSeconds(25));
      assertThat(favoured).as("of the first 150 with the weight of 3").isGreaterThan(75);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> left("ORDERS", "a") + left("ORDERS", "b") == 0);
      assertThat(weft.problems()).isEmpty();
    }
    assertThat(TestHandlers.SEEN).hasSize(300).doesNotHaveDuplicates();
    assertThat(TestHandlers.SEEN).allMatch(seen -> seen.endsWith("#1"));
  }

  private void publish(String kind, int messages) throws Exception {
    for (int i = 0; i < messages; i++) {
      String order = "{\"id\":\"" + kind + i + "\",\"amount\":1}";
      connection.jetStream().publish("orders." + kind, order.getBytes(UTF_8));
    }
  }

  private static String handler(String kind, String more) {
    return """
    weft.handlers.%s {
      class = "%s", stream = ORDERS
      consumer { ack_wait = 1s, filter_subject = orders.%s }
      %s
    }
    """
        .formatted(kind, Configs.name(TestHandlers.Noting.class), kind, more);
  }

  private WorkerRuntime start(String limits, String... handlers) {
    String config =
        "weft.nats.servers = \""
            + server.url()
            + "\"\n"
            + limits
            + "\n"
            + String.join("", handlers);
    return WorkerRuntime.start(Configs.read(config), Configs.CLASSES, Observer.none());
  }
}
