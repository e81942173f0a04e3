package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.StringValue;
import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.codec.cloudevents.CloudEventsCodec;
import dev.weft.codec.protobuf.ProtobufCodec;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.NatsServer;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Configured handlers of Protobuf and CloudEvents, on a real server. */
class OptionalCodecsOnNatsTest {

  @AutoClose private final NatsServer server = NatsServer.start();

  @BeforeEach
  void reset() {
    TestHandlers.reset();
  }

  /** Notes the text in a Protobuf message. */
  public static final class NotingProtobuf implements Handler<StringValue> {
    @Override
    public void handle(Message<StringValue> message) {
      TestHandlers.SEEN.add(message.payload().getValue());
    }
  }

  /** Notes an event's id. */
  public static final class NotingEvents implements Handler<CloudEvent> {
    @Override
    public void handle(Message<CloudEvent> message) {
      TestHandlers.SEEN.add(message.payload().getId());
    }
  }

  @Test
  void protobufIsPublishedAndHandled() {
    try (WorkerRuntime weft = start(NotingProtobuf.class, "protobuf")) {
      weft.publisher(ProtobufCodec.of(StringValue.getDefaultInstance()))
          .publish("orders.new", StringValue.of("grüße"));

      await().until(() -> TestHandlers.SEEN.contains("grüße"));
    }
  }

  @Test
  void cloudEventsOfBothModesArePublishedAndHandled() {
    try (WorkerRuntime weft = start(NotingEvents.class, "auto")) {
      weft.publisher(CloudEventsCodec.structured()).publish("orders.new", event("s-1"));
      weft.publisher(CloudEventsCodec.binary()).publish("orders.new", event("b-1"));

      await().untilAsserted(() -> assertThat(TestHandlers.SEEN).containsExactly("s-1", "b-1"));
    }
  }

  @Test
  void aCloudEventInTheBinaryModeIsPlainJsonToWhoWantsItsData() {
    try (WorkerRuntime weft = start(TestHandlers.Noting.class, "json")) {
      weft.publisher(CloudEventsCodec.binary()).publish("orders.new", event("b-1"));

      await().until(() -> TestHandlers.SEEN.contains("7#1"));
    }
  }

  private static CloudEvent event(String id) {
    return CloudEventBuilder.v1()
        .withId(id)
        .withSource(URI.create("/shop"))
        .withType("order.placed")
        .withData("application/json", "{\"id\":\"7\",\"amount\":1}".getBytes(UTF_8))
        .build();
  }

  private WorkerRuntime start(Class<?> handler, String codec) {
    return WorkerRuntime.start(
        Configs.read(
            """
            weft.nats.servers = "%s"
            weft.streams.ORDERS.subjects = ["orders.>"]
            weft.handlers.test { class = "%s", stream = ORDERS, codec = %s }
            """
                .formatted(server.url(), Configs.name(handler), codec)),
        Configs.CLASSES,
        Observer.none());
  }
}
