package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.engine.HandlerId;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.PartialObserver;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamConfiguration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What leaves a configured handler, its emissions and its acknowledgement, on a real server. */
class EmitOnNatsTest extends HandlersOnNats {

  private static final int ORDERS = 20;

  private final List<String> settled = new CopyOnWriteArrayList<>();

  @BeforeEach
  void create() throws Exception {
    management.addStream(StreamConfiguration.builder().name("ORDERS").subjects("orders.>").build());
    management.addStream(
        StreamConfiguration.builder().name("FORWARDED").subjects("forwarded.>").build());
  }

  @Test
  void aRedeliveredMessageEmitsNoDuplicate() throws Exception {
    publish(ORDERS);

    try (WorkerRuntime weft = start(TestHandlers.Emitting.class)) {
      await().until(() -> settled.stream().filter("Ack sent"::equals).count() == ORDERS);
      assertThat(weft.problems()).isEmpty();
    }

    assertThat(TestHandlers.SEEN).hasSize(2 * ORDERS);
    assertThat(management.getStreamInfo("FORWARDED").getStreamState().getMsgCount())
        .isEqualTo(2 * ORDERS);
    MessageInfo first = management.getFirstMessage("FORWARDED", "forwarded.orders");
    assertThat(first.getHeaders().getFirst("Nats-Msg-Id")).matches("ORDERS/1@\\d+\\.test\\.1");
    assertThat(new String(first.getData(), UTF_8)).isEqualTo("{\"id\":\"0\",\"amount\":1}");
    MessageInfo second = management.getFirstMessage("FORWARDED", "forwarded.notes");
    assertThat(new String(second.getData(), UTF_8)).isEqualTo("order 0");
  }

  @Test
  void anAckThatTheServerDoesNotConfirmIsLoggedAndCounted() throws Exception {
    publish(1);

    try (WorkerRuntime weft = start(TestHandlers.Gated.class);
        CapturedLog log = CapturedLog.of("dev.weft.engine", Level.WARN)) {
      await().until(() -> TestHandlers.SEEN.contains("started 0"));
      server.kill();
      TestHandlers.GATE.release();

      await().untilAsserted(() -> assertThat(settled).containsExactly("Ack not sent"));
      assertThat(log.lines())
          .anyMatch(line -> line.contains("Ack was not confirmed, so the message may come again"));
      await().until(() -> !weft.problems().isEmpty());
      server.restart();
      TestHandlers.GATE.release(); // if it comes again
    }
  }

  private void publish(int orders) throws Exception {
    for (int i = 0; i < orders; i++) {
      String order = "{\"id\":\"" + i + "\",\"amount\":1}";
      connection.jetStream().publish("orders.new", order.getBytes(UTF_8));
    }
  }

  private WorkerRuntime start(Class<?> handler) {
    return WorkerRuntime.start(
        Configs.read(
            """
            weft.nats.servers = "%s"
            weft.handlers.test {
              class = "%s", stream = ORDERS, ack-confirm = true
              retry { first-delay = 10ms, max-delay = 10ms }
              breaker.enabled = false # half of all attempts fail here
            }
            """
                .formatted(server.url(), Configs.name(handler))),
        Configs.CLASSES,
        new Settlements());
  }

  private final class Settlements implements PartialObserver {

    @Override
    public void settled(HandlerId handler, Delivery delivery, Outcome outcome, boolean sent) {
      settled.add(outcome.getClass().getSimpleName() + (sent ? " sent" : " not sent"));
    }
  }
}
