package dev.weft.runtime;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.PublishOptions;
import dev.weft.PublishReceipt;
import dev.weft.codec.JsonCodec;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.runtime.TestHandlers.Order;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.telemetry.Recorder;
import dev.weft.telemetry.ServerAddress;
import dev.weft.telemetry.WeftTelemetry;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.NatsServer;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The trace and the metrics of an order, from its publish to the last handler, on a server. */
class OrderTraceTest {

  private static final PublishOptions ID = PublishOptions.defaults().withMessageId("order-1");

  private final NatsServer server = NatsServer.start();
  private final Recorder recorder = new Recorder();

  @BeforeEach
  void reset() {
    TestHandlers.reset();
  }

  @AfterEach
  void close() {
    recorder.close();
    server.close();
  }

  @Test
  void anOrderIsTracedFromItsPublishThroughTheHandlerToWhatThatPublishes() {
    PublishReceipt receipt = forwardOne();

    SpanData placed = recorder.span("send placed.new");
    SpanData handled = recorder.span("process placed.new");
    SpanData forwarded = recorder.span("send forwarded.orders");
    SpanData noted = recorder.span("process forwarded.orders");
    assertThat(placed)
        .hasKind(SpanKind.PRODUCER)
        .hasNoParent()
        .hasAttributesSatisfying(
            attributes ->
                assertThat(attributes)
                    .containsEntry(stringKey("messaging.system"), "nats")
                    .containsEntry(stringKey("messaging.operation.name"), "send")
                    .containsEntry(stringKey("messaging.operation.type"), "send")
                    .containsEntry(stringKey("messaging.destination.name"), "placed.new")
                    .containsEntry(stringKey("messaging.message.id"), "order-1")
                    .containsEntry(longKey("weft.sequence"), receipt.position().sequence()));
    // Each consumer's span is a root of a trace of its own, and the link leads back.
    assertThat(handled).hasKind(SpanKind.CONSUMER).hasNoParent();
    assertLinked(handled, placed);
    assertThat(handled.getTraceId()).isNotEqualTo(placed.getTraceId());
    // What a handler publishes belongs to its handling.
    assertThat(forwarded).hasKind(SpanKind.PRODUCER).hasParent(handled);
    assertThat(noted).hasKind(SpanKind.CONSUMER).hasNoParent();
    assertLinked(noted, forwarded);
  }

  @Test
  void aHandlingsSpanSaysWhichMessageOfWhichConsumerItWas() {
    PublishReceipt receipt = forwardOne();

    assertThat(recorder.span("process placed.new"))
        .hasStatus(StatusData.unset())
        .hasAttributes(
            Attributes.builder()
                .put("messaging.system", "nats")
                .put("messaging.operation.name", "process")
                .put("messaging.operation.type", "process")
                .put("messaging.destination.name", "placed.new")
                .put("messaging.destination.template", "placed.new")
                .put("messaging.consumer.group.name", "forward")
                .put("messaging.message.id", "order-1")
                .put("messaging.message.body.size", 22L)
                .put("server.address", "127.0.0.1")
                .put("server.port", (long) server.port())
                .put("weft.handler", "forward")
                .put("weft.stream", receipt.position().stream())
                .put("weft.sequence", receipt.position().sequence())
                .put("weft.attempt", 1L)
                .put("weft.outcome", "ack")
                .put("weft.sent", true)
                .build());
  }

  @Test
  void aFailedAttemptIsASpanWithTheErrorAndTheNextOneIsWithout() {
    try (var log = CapturedLog.of("dev.weft", Level.WARN);
        WorkerRuntime weft =
            start(stream("FAILED", "failed.>"), handler("failing", "FAILED", "failed.>"))) {
      weft.publisher(JsonCodec.of(Order.class)).publish("failed.once", new Order("1", 10), ID);
      await().until(() -> recorder.spans().size() == 3);
      assertThat(log.lines()).singleElement().asString().contains("gateway away");
    }

    List<SpanData> attempts =
        recorder.spans().stream().filter(span -> span.getKind() == SpanKind.CONSUMER).toList();
    assertThat(attempts.get(0))
        .hasStatus(StatusData.create(StatusCode.ERROR, "gateway away"))
        .hasAttribute(longKey("weft.attempt"), 1L)
        .hasAttribute(stringKey("weft.outcome"), "retry")
        .hasAttribute(stringKey("error.type"), "java.lang.IllegalStateException");
    assertThat(attempts.get(0).getEvents())
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.getAttributes().get(stringKey("exception.message")))
                    .isEqualTo("gateway away"));
    assertThat(attempts.get(1))
        .hasStatus(StatusData.unset())
        .hasAttribute(longKey("weft.attempt"), 2L)
        .hasAttribute(stringKey("weft.outcome"), "ack");
    SpanData placed = recorder.span("send failed.once");
    attempts.forEach(attempt -> assertLinked(attempt, placed));
    assertThat(settlements("failing", "retry")).isEqualTo(1);
    assertThat(settlements("failing", "ack")).isEqualTo(1);
  }

  @Test
  void messagesDurationsAndSettlementsAreCountedOncePerDelivery() {
    forwardOne();

    assertThat(recorder.metric("messaging.client.consumed.messages").getLongSumData().getPoints())
        .extracting(LongPointData::getValue)
        .containsExactly(1L, 1L);
    assertThat(recorder.metric("messaging.client.sent.messages").getLongSumData().getPoints())
        .extracting(LongPointData::getValue)
        .containsExactly(1L, 1L);
    assertThat(recorder.metric("messaging.process.duration").getHistogramData().getPoints())
        .hasSize(2)
        .allSatisfy(
            point -> {
              assertThat(point.getCount()).isEqualTo(1);
              assertThat(point.getSum()).isBetween(0.0, 30.0);
            });
    assertThat(settlements("forward", "ack")).isEqualTo(1);
    assertThat(settlements("note", "ack")).isEqualTo(1);
  }

  /** Publishes one order, which one handler forwards and the next one notes. */
  private PublishReceipt forwardOne() {
    try (WorkerRuntime weft =
        start(
            stream("PLACED", "placed.>"),
            stream("FORWARDED", "forwarded.>"),
            handler("forward", "PLACED", "placed.>"),
            handler("note", "FORWARDED", "forwarded.>"))) {
      PublishReceipt receipt =
          weft.publisher(JsonCodec.of(Order.class)).publish("placed.new", new Order("1", 10), ID);
      await().until(() -> TestHandlers.SEEN.contains("1#1") && recorder.spans().size() == 4);
      return receipt;
    }
  }

  private long settlements(String handler, String outcome) {
    return recorder.metric("weft.settlements").getLongSumData().getPoints().stream()
        .filter(point -> handler.equals(point.getAttributes().get(stringKey("weft.handler"))))
        .filter(point -> outcome.equals(point.getAttributes().get(stringKey("weft.outcome"))))
        .filter(point -> Boolean.TRUE.equals(point.getAttributes().get(booleanKey("weft.sent"))))
        .mapToLong(LongPointData::getValue)
        .sum();
  }

  private static void assertLinked(SpanData from, SpanData to) {
    assertThat(from.getLinks())
        .singleElement()
        .extracting(LinkData::getSpanContext)
        .matches(link -> link.getTraceId().equals(to.getTraceId()))
        .matches(link -> link.getSpanId().equals(to.getSpanId()))
        .matches(link -> link.isRemote());
  }

  private static String stream(String name, String subjects) {
    return "weft.streams." + name + " { subjects = [\"" + subjects + "\"], storage = memory }";
  }

  private static String handler(String name, String stream, String filter) {
    Class<?> type =
        switch (name) {
          case "forward" -> TestHandlers.Forwarding.class;
          case "failing" -> TestHandlers.FailingOnce.class;
          default -> TestHandlers.Noting.class;
        };
    return """
    weft.handlers.%s {
      class = "%s"
      stream = %s
      consumer { filter_subject = "%s" }
      retry { first-delay = 10ms, max-delay = 10ms }
    }
    """
        .formatted(name, Configs.name(type), stream, filter);
  }

  private WorkerRuntime start(String... parts) {
    WeftConfig config =
        Configs.read("weft.nats.servers = \"" + server.url() + "\"\n" + String.join("\n", parts));
    var address = new ServerAddress("127.0.0.1", server.port());
    return WorkerRuntime.start(
        config,
        Configs.CLASSES,
        Observer.of(WeftTelemetry.create(recorder.openTelemetry(), address)));
  }
}
