package dev.weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.weft.engine.DelayedRetries;
import dev.weft.engine.Observer;
import dev.weft.engine.ScheduledRetries;
import dev.weft.engine.Time;
import dev.weft.memory.MemoryTransport;
import dev.weft.testing.CapturedLog;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which streams of retries a configuration has, by what the server can. */
class RetryStreamsTest {

  private final MemoryTransport transport = new MemoryTransport();

  @AfterEach
  void close() {
    transport.close();
  }

  @Test
  void eachStreamWithAHandlerHasOneAndEachHandlerAConsumer() {
    RetryStreams retries =
        retries(
            transport,
            """
            weft.handlers.a { class = "%1$s", stream = ORDERS, consumer.max_ack_pending = 5 }
            weft.handlers.b { class = "%1$s", stream = ORDERS, consumer.filter_subject = "x.*" }
            weft.handlers.c { class = "%1$s", stream = OTHER, scheduled-retries = false }
            """);

    assertThat(retries.streams()).extracting(StreamSpec::name).containsExactly("ORDERS_RETRY");
    assertThat(retries.streams().getFirst().settings())
        .isEqualTo(
            Map.of(
                "subjects",
                List.of("RETRY.ORDERS.>"),
                "retention",
                "workqueue",
                "allow_msg_schedules",
                true,
                "storage",
                "file"));
    assertThat(retries.consumers())
        .extracting(consumer -> consumer.stream() + "/" + consumer.name() + consumer.settings())
        .satisfiesExactlyInAnyOrder(
            a ->
                assertThat(a)
                    .startsWith("ORDERS_RETRY/a{")
                    .contains("filter_subject=RETRY.ORDERS.a.due", "max_ack_pending=5"),
            b -> assertThat(b).isEqualTo("ORDERS_RETRY/b{filter_subject=RETRY.ORDERS.b.due}"));
  }

  @Test
  void itGoesWhereItsOriginalGoesUnlessItIsToldWhere() {
    String config =
        """
        weft.streams.ORDERS {
          subjects = ["orders.>"], num_replicas = 3, max_age = 1d, placement.cluster = east
        }
        weft.handlers.a { class = "%1$s", stream = ORDERS }
        """;

    assertThat(retries(transport, config).streams().getFirst().settings())
        .containsEntry("num_replicas", 3L)
        .containsEntry("placement", Map.of("cluster", "east"))
        .doesNotContainKey("max_age");
    assertThat(
            retries(transport, config + "weft.scheduled-retries.stream.num_replicas = 1")
                .streams()
                .getFirst()
                .settings())
        .containsEntry("num_replicas", 1L);
  }

  @Test
  void anOlderServerIsToldAndHasNone() {
    String config = "weft.handlers.a { class = \"%1$s\", stream = ORDERS }";
    RetryStreams retries = retries(olderThan(transport), config);
    try (var log = CapturedLog.of(RetryStreams.class.getName(), Level.INFO)) {
      retries.provide(new Provisioning(transport));

      assertThat(log.lines()).singleElement().asString().contains("older than nats-server 2.12");
    }
    assertThat(retries.streams()).isEmpty();
    assertThat(retries.consumers()).isEmpty();
    var handler = Configs.read(named(config)).handlers().getFirst();
    assertThat(retries.of(handler, Observer.none())).isInstanceOf(DelayedRetries.class);
    assertThat(retries(transport, config).of(handler, Observer.none()))
        .isInstanceOf(ScheduledRetries.class);
  }

  private static RetryStreams retries(Transport transport, String config) {
    return new RetryStreams(Configs.read(named(config)), transport, Time.machine());
  }

  private static String named(String config) {
    return config.formatted(Configs.name(TestHandlers.Noting.class));
  }

  private static Transport olderThan(Transport transport) {
    return (Transport)
        Proxy.newProxyInstance(
            Transport.class.getClassLoader(),
            new Class<?>[] {Transport.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("keepsSchedules")) {
                return false;
              }
              return method.invoke(transport, arguments);
            });
  }
}
