package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a paused worker had received goes to other workers; on a real server. */
class PauseOnNatsTest extends HandlersOnNats {

  private static final int MESSAGES = 200;

  /** From which on a handler that does nothing else pauses, by default. */
  private static final int FAILURES = 20;

  @Test
  void theMessagesOfAWorkerThatItsBreakerPausesAreHandledByAnother() throws Exception {
    publish();
    try (WorkerRuntime failing = start(TestHandlers.Failing.class, "breaker.pause = 1s")) {
      // The first pause is over and its trial has failed: nothing is kept any more.
      await().until(() -> failed().size() > FAILURES);
      assertThat(failing.problems()).isNotEmpty();

      try (WorkerRuntime working = start(TestHandlers.Noting.class, "")) {
        await().until(() -> handled().size() == MESSAGES);
        await().until(() -> left("ORDERS", "test") == 0);
        assertThat(working.problems()).isEmpty();
      }
      assertThat(failed()).hasSizeLessThan(50);
    }

    assertThat(handled().stream().map(PauseOnNatsTest::id).distinct()).hasSize(MESSAGES);
    List<String> failed = failed().stream().map(PauseOnNatsTest::id).toList();
    assertThat(handled().stream().filter(seen -> !failed.contains(id(seen))))
        .as("those that never failed were handed back once at most")
        .allMatch(seen -> seen.endsWith("#1") || seen.endsWith("#2"));
  }

  @Test
  void whatWasReceivedAheadIsKeptAliveDuringTheFirstPauseAndHandedBackByAStop() throws Exception {
    publish();
    // So long that none of those that failed comes again by itself.
    String rare = "retry { first-delay = 9999h, max-delay = 9999h }, breaker.pause = 1h";
    try (WorkerRuntime failing = start(TestHandlers.Failing.class, rare)) {
      await().until(() -> !failing.problems().isEmpty() && failed().size() == FAILURES);

      try (WorkerRuntime working = start(TestHandlers.Noting.class, "")) {
        await().until(() -> info().getNumPending() == 0);
        // While it works the two are counted at different moments, and may add up by chance.
        await()
            .during(Duration.ofSeconds(1))
            .until(() -> handled().size() + info().getNumAckPending() == MESSAGES);
        int withoutThoseAhead = handled().size();
        assertThat(withoutThoseAhead).isLessThan(MESSAGES - FAILURES);

        // More than the ack wait.
        await()
            .during(Duration.ofMillis(4_500))
            .failFast("some came again", () -> handled().size() != withoutThoseAhead)
            .until(() -> handled().size() == withoutThoseAhead);
        failing.stop();

        await().until(() -> handled().size() == MESSAGES - FAILURES);
        assertThat(working.problems()).isEmpty();
        assertThat(handled().stream().filter(seen -> seen.endsWith("#2")))
            .hasSize(MESSAGES - FAILURES - withoutThoseAhead);
      }
    }
  }

  @Test
  void whatAWorkerPausedByHandHadReceivedIsHandledByAnotherAtOnce() throws Exception {
    publish();
    try (WorkerRuntime paused = start(TestHandlers.Gated.class, "")) {
      await().until(() -> TestHandlers.SEEN.contains("started 0"));
      paused.pause("test");

      try (WorkerRuntime working = start(TestHandlers.Noting.class, "")) {
        await().until(() -> handled().size() == MESSAGES - 1);
        assertThat(working.problems()).isEmpty();
      }
      assertThat(paused.problems()).singleElement().asString().contains("paused by Weft.pause");
      TestHandlers.GATE.release();
      await().until(() -> left("ORDERS", "test") == 0);
    }
    assertThat(TestHandlers.SEEN).contains("finished 0").doesNotContain("started 1");
  }

  private ConsumerInfo info() throws Exception {
    return management.getConsumerInfo("ORDERS", "test");
  }

  private static List<String> failed() {
    return TestHandlers.SEEN.stream().filter(seen -> seen.startsWith("failed ")).toList();
  }

  private static List<String> handled() {
    return TestHandlers.SEEN.stream().filter(seen -> Character.isDigit(seen.charAt(0))).toList();
  }

  private static String id(String seen) {
    return seen.substring(seen.indexOf(' ') + 1, seen.indexOf('#'));
  }

  private void publish() throws Exception {
    management.addStream(StreamConfiguration.builder().name("ORDERS").subjects("orders.>").build());
    for (int i = 0; i < MESSAGES; i++) {
      String order = "{\"id\":\"" + i + "\",\"amount\":1}";
      connection.jetStream().publish("orders.new", order.getBytes(UTF_8));
    }
  }

  private WorkerRuntime start(Class<?> handler, String more) {
    String config =
        """
        weft.nats.servers = "%s"
        weft.handlers.test {
          class = "%s", stream = ORDERS
          consumer { ack_wait = 3s }
          retry { attempts = 10, first-delay = 2s, max-delay = 2s }
          scheduled-retries = false
          %s
        }
        """
            .formatted(server.url(), Configs.name(handler), more);
    return WorkerRuntime.start(Configs.read(config), Configs.CLASSES, Observer.none());
  }
}
