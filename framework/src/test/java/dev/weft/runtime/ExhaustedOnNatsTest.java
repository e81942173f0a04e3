package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.TransportException;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.OnNats;
import io.nats.client.JetStreamApiException;
import io.nats.client.PurgeOptions;
import io.nats.client.api.MessageInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What follows when a message is given up; on a real server. */
class ExhaustedOnNatsTest extends OnNats {

  private static final List<String> HANDLED = new CopyOnWriteArrayList<>();
  private static volatile boolean mended;

  private static final String PARK =
      "ordering = key, key = \"subject:2\", concurrency = 4, on-exhausted = park-key";

  /** Notes each message, but fails on those that begin with {@code bad} until it is mended. */
  public static final class FailsUntilMended implements Handler<String> {
    @Override
    public void handle(Message<String> message) {
      if (message.payload().startsWith("bad") && !mended) {
        throw new IllegalStateException("for the test");
      }
      HANDLED.add(message.payload());
    }
  }

  @BeforeEach
  void reset() {
    HANDLED.clear();
    mended = false;
  }

  @Test
  void aParkedKeyStaysParkedOverARestartAndGoesOnWhenItsMarkIsPurged() throws Exception {
    try (WorkerRuntime weft = start(PARK)) {
      publish("a", "bad-0", "1");
      publish("b", "one");
      await().until(() -> count("ORDERS_DLQ") == 2);
      await().until(() -> HANDLED.contains("one"));
      await().until(() -> weft.problems().isEmpty());
    }
    mended = true;

    try (WorkerRuntime weft = start(PARK)) {
      publish("a", "2");
      publish("b", "two");
      await().until(() -> count("ORDERS_DLQ") == 3);
      await().until(() -> HANDLED.contains("two"));
      assertThat(HANDLED).containsExactly("one", "two");
      assertThat(keptData()).containsExactly("bad-0", "1", "2");
      assertThat(management.getMessage("ORDERS_DLQ", 3).getHeaders().getFirst("Weft-Dead-Reason"))
          .isEqualTo(
              "its key 'a' is parked since ORDERS/1: attempts spent (2 of 2):"
                  + " IllegalStateException: for the test");

      MessageInfo mark = management.getMessage("ORDERS_PARKED", 1);
      assertThat(new String(mark.getData(), UTF_8)).contains("\"key\":\"a\"", "\"sequence\":1");
      management.purgeStream("ORDERS_PARKED", PurgeOptions.subject(mark.getSubject()));
      publish("a", "3");
      await().until(() -> HANDLED.contains("3"));
      await().until(() -> weft.problems().isEmpty());
    }
    assertThat(count("ORDERS_DLQ")).isEqualTo(3);
  }

  @Test
  void theMarksHaveNoAgeAndAreCheckedAsConfigured() throws Exception {
    start(PARK).stop();

    var marks = management.getStreamInfo("ORDERS_PARKED").getConfiguration();
    assertThat(marks.getSubjects()).containsExactly("PARKED.ORDERS.>");
    assertThat(marks.getMaxAge()).isZero();
    assertThat(WorkerRuntime.check(Configs.read(config(PARK)))).isEmpty();
  }

  @Test
  void aHandlerThatStoppedGoesOnWithItsMessageWhenItIsResumed() throws Exception {
    try (WorkerRuntime weft = start("on-exhausted = stop, retry.attempts = 1")) {
      publish("a", "bad-0");
      publish("a", numbers(1, 500));
      awaitStand(weft);
      assertThat(HANDLED).isEmpty();
      mended = true;

      weft.resume("test");

      await().until(() -> HANDLED.size() == 500);
      assertThat(HANDLED).startsWith("bad-0").isEqualTo(expected(500));
      await().until(() -> weft.problems().isEmpty());
    }
    assertThat(count("ORDERS_DLQ")).isZero();
  }

  @Test
  void afterARestartItGoesOnWithItToo() throws Exception {
    String stop = "on-exhausted = stop, ordering = key, key = \"subject:2\", concurrency = 4";
    try (WorkerRuntime weft = start(stop)) {
      publish("a", "bad-0");
      publish("a", numbers(1, 500));
      awaitStand(weft);
    }
    assertThat(HANDLED).isEmpty();

    // Nothing is mended yet.
    try (WorkerRuntime weft = start(stop)) {
      awaitStand(weft);
    }
    assertThat(HANDLED).isEmpty();
    mended = true;

    try (WorkerRuntime weft = start(stop)) {
      await().until(() -> HANDLED.size() == 500);
      await().until(() -> weft.problems().isEmpty());
    }
    assertThat(HANDLED).isEqualTo(expected(500));
    assertThat(count("ORDERS_DLQ")).isZero();
  }

  @Test
  void aConsumerWhoseServerEndsMessagesFailsTheStart() {
    start("consumer.max_deliver = 25").stop();

    assertThatThrownBy(() -> start("on-exhausted = stop"))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("max_deliver");
    assertThat(WorkerRuntime.check(Configs.read(config("on-exhausted = stop"))))
        .singleElement()
        .asString()
        .contains("max_deliver");
  }

  private static String[] numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(String::valueOf).toArray(String[]::new);
  }

  private static List<String> expected(int count) {
    var expected = new ArrayList<String>();
    expected.add("bad-0");
    expected.addAll(List.of(numbers(1, count)));
    return expected;
  }

  private static void awaitStand(WorkerRuntime weft) {
    await()
        .until(
            () ->
                weft.problems().stream()
                    .anyMatch(
                        problem ->
                            problem.startsWith(
                                "handler test: stopped because ORDERS/1 (orders.a) is exhausted")));
  }

  private List<String> keptData() throws IOException, JetStreamApiException {
    var kept = new ArrayList<String>();
    for (long i = 1; i <= count("ORDERS_DLQ"); i++) {
      kept.add(new String(management.getMessage("ORDERS_DLQ", i).getData(), UTF_8));
    }
    return kept;
  }

  private void publish(String customer, String... texts) throws Exception {
    for (String text : texts) {
      connection.jetStream().publish("orders." + customer, text.getBytes(UTF_8));
    }
  }

  private WorkerRuntime start(String more) {
    return WorkerRuntime.start(Configs.read(config(more)), Configs.CLASSES, Observer.none());
  }

  private String config(String more) {
    return """
    weft.nats.servers = "%s"
    weft.streams.ORDERS.subjects = ["orders.>"]
    weft.handlers.test {
      class = "%s", stream = ORDERS, codec = string
      consumer.ack_wait = 5s
      retry { attempts = 2, first-delay = 10ms, max-delay = 10ms }
      %s
    }
    """
        .formatted(server.url(), FailsUntilMended.class.getName(), more);
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }
}
