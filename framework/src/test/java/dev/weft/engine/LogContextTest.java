package dev.weft.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.Headers;
import dev.weft.testing.CapturedLog;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

/** The fields of a message in the logging context. */
class LogContextTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final Map<String, String> FIRST =
      Map.of(
          "handler", "test",
          "stream", "S",
          "sequence", "1",
          "message_id", "order-7",
          "attempt", "1",
          "trace_id", TRACE);

  private final CapturedLog log = CapturedLog.of("dev.weft.engine", Level.WARN);
  private final Bench bench = new Bench();
  private final List<Map<String, String>> seen = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    bench.close();
    log.close();
    MDC.clear();
  }

  @Test
  void whatIsLoggedAboutAMessageCarriesItsFields() {
    publishTraced();
    bench.start(
        message -> {
          seen.add(context());
          if (message.attempt() == 1) {
            throw new IllegalStateException("not now");
          }
        });

    bench.outcomes.awaitSettlements("retry a #1", "ack a #2");
    await().untilAsserted(() -> assertThat(log.contexts()).containsExactly(FIRST));
    assertThat(seen).containsExactly(Map.of(), Map.of());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void whereItIsAskedForAHandlersLinesCarryThemTooAndNothingIsLeftForTheNext(int concurrency) {
    publishTraced();
    bench.publish("b");
    bench.concurrency(concurrency).logContext();
    bench.start(
        message -> {
          seen.add(context());
          MDC.put("left", "behind");
          MDC.remove("handler");
          if (message.payload().equals("a") && message.attempt() == 1) {
            throw new AssertionError("hostile");
          }
        });

    await().until(() -> bench.outcomes.settlements().contains("ack a #2"));
    await().until(() -> bench.outcomes.settlements().contains("ack b #1"));
    assertThat(seen)
        .containsExactlyInAnyOrder(
            FIRST,
            Map.of("handler", "test", "stream", "S", "sequence", "2", "attempt", "1"),
            Map.of(
                "handler", "test",
                "stream", "S",
                "sequence", "1",
                "message_id", "order-7",
                "attempt", "2",
                "trace_id", TRACE));
  }

  @Test
  void aThreadThatSettlesKeepsItsOwnContext() {
    MDC.put("caller", "me");

    Map<String, String> before = MDC.getCopyOfContextMap();
    MDC.put("caller", "other");
    MDC.put("more", "of it");
    LogContext.restore(before);

    assertThat(context()).isEqualTo(Map.of("caller", "me"));
    LogContext.restore(null);
    assertThat(context()).isEmpty();
  }

  private static Map<String, String> context() {
    Map<String, String> copy = MDC.getCopyOfContextMap();
    return copy == null ? Map.of() : Map.copyOf(copy);
  }

  private void publishTraced() {
    bench.prepared();
    bench
        .memory
        .outbox()
        .publish(
            "s.a",
            "a".getBytes(UTF_8),
            Headers.of("Nats-Msg-Id", "order-7")
                .with("Traceparent", "00-" + TRACE + "-b7ad6b7169203331-01"));
  }
}
