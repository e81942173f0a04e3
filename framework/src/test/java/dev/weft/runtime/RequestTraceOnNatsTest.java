package dev.weft.runtime;

import static dev.weft.runtime.PricesOnNats.SUBJECT;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.codec.JsonCodec;
import dev.weft.engine.Observer;
import dev.weft.runtime.TestResponders.Price;
import dev.weft.runtime.TestResponders.Query;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.telemetry.Recorder;
import dev.weft.telemetry.WeftTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Requests as traces show them, on a server. */
class RequestTraceOnNatsTest {

  @AutoClose private final PricesOnNats prices = new PricesOnNats();

  @Test
  void aRequestIsOneTraceThroughRequesterAndResponders() {
    try (var recorder = new Recorder()) {
      try (WorkerRuntime weft =
          WorkerRuntime.start(
              Configs.read(
                  PricesOnNats.config(
                      prices.server.url(),
                      "",
                      """
                      weft.handlers.relay { class = "%s", mode = reply, subject = relay }
                      """
                          .formatted(Configs.name(TestResponders.Relay.class)))),
              Configs.CLASSES,
              Observer.of(WeftTelemetry.create(recorder.openTelemetry())))) {
        await().until(() -> weft.problems().isEmpty());
        weft.requester(JsonCodec.of(Query.class), JsonCodec.of(Price.class))
            .request("relay", new Query("tea"));
        await().until(() -> recorder.spans().size() == 4);
      }
      SpanData asked = recorder.span("request relay");
      SpanData relayed = recorder.span("respond relay");
      SpanData forwarded = recorder.span("request prices.get");
      SpanData answered = recorder.span("respond prices.get");
      assertThat(asked).hasKind(SpanKind.CLIENT).hasNoParent();
      assertThat(relayed).hasKind(SpanKind.SERVER).hasParent(asked);
      assertThat(forwarded).hasKind(SpanKind.CLIENT).hasParent(relayed);
      assertThat(answered)
          .hasKind(SpanKind.SERVER)
          .hasParent(forwarded)
          .hasStatus(StatusData.unset())
          .hasAttribute(stringKey("messaging.system"), "nats")
          .hasAttribute(stringKey("rpc.system.name"), "nats")
          .hasAttribute(stringKey("messaging.operation.name"), "respond")
          .hasAttribute(stringKey("messaging.destination.name"), SUBJECT)
          .hasAttribute(stringKey("messaging.consumer.group.name"), "prices")
          .hasAttribute(stringKey("weft.handler"), "prices")
          .hasAttribute(longKey("messaging.message.body.size"), 17L);
      assertThat(answered.getAttributes().get(stringKey("weft.stream"))).isNull();
    }
  }
}
