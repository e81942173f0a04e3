package dev.weft.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.StreamPosition;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Observer;
import dev.weft.transport.Failure;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What telemetry costs where it is off, or not recorded. */
class SamplingTest {

  private static final HandlerId HANDLER = new HandlerId("send-invoice", "ORDERS", "invoices");
  private static final String TRACEPARENT =
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @Test
  void telemetryThatIsOffCostsNothing() {
    assertThat(Observer.of(WeftTelemetry.create(OpenTelemetry.noop()))).isSameAs(Observer.none());
    assertThat(
            Observer.of(
                WeftTelemetry.create(OpenTelemetry.noop(), new ServerAddress("nats.test", 4222))))
        .isSameAs(Observer.none());
  }

  @Test
  void anUnsampledDeliveryIsCountedButNotLookedInto() {
    try (var recorder = new Recorder(Sampler.alwaysOff())) {
      var delivery = new WatchedDelivery("orders.placed", Headers.of("traceparent", TRACEPARENT));

      var processing =
          Observer.of(WeftTelemetry.create(recorder.openTelemetry())).processing(HANDLER, delivery);
      processing.failed(Failure.of(new IllegalStateException("down")));
      processing.close();

      assertThat(recorder.spans()).isEmpty();
      assertThat(delivery.lookedInto()).isZero();
      assertThat(recorder.metrics())
          .extracting("name")
          .contains("messaging.process.duration", "messaging.client.consumed.messages");
    }
  }

  @Test
  void anUnsampledPublishTellsItsConsumersSo() {
    try (var recorder = new Recorder(Sampler.alwaysOff())) {
      var sending =
          Observer.of(WeftTelemetry.create(recorder.openTelemetry()))
              .sending("orders.placed", "order-1", Headers.empty(), 5);
      sending.sent(new PublishReceipt(new StreamPosition("ORDERS", 42), "order-1", false));

      Context told =
          W3CTraceContextPropagator.getInstance()
              .extract(Context.root(), sending.headers(), HeaderCarrier.GETTER);
      assertThat(Span.fromContext(told).getSpanContext())
          .matches(SpanContext::isValid, "is valid")
          .matches(context -> !context.isSampled(), "is not sampled");
      assertThat(recorder.spans()).isEmpty();
    }
  }

  @Test
  void aSamplerSeesBaggageAttributesAndTheLink() {
    var sampler = new Witness();
    try (var recorder = new Recorder(sampler)) {
      Headers headers = Headers.of("traceparent", TRACEPARENT).with("baggage", "tenant=acme");

      Observer.of(WeftTelemetry.create(recorder.openTelemetry()))
          .processing(HANDLER, new WatchedDelivery("orders.placed", headers))
          .close();

      assertThat(sampler.tenants).containsExactly("acme");
      assertThat(sampler.links).extracting(LinkData::getSpanContext).hasSize(1);
      assertThat(sampler.attributes.get(0).asMap())
          .containsEntry(Keys.DESTINATION, "orders.placed")
          .containsEntry(Keys.HANDLER, "send-invoice");
    }
  }

  /** Samples everything and remembers what it was shown. */
  private static final class Witness implements Sampler {

    private final List<String> tenants = new ArrayList<>();
    private final List<LinkData> links = new ArrayList<>();
    private final List<Attributes> attributes = new ArrayList<>();

    @Override
    public SamplingResult shouldSample(
        Context parent,
        String traceId,
        String name,
        SpanKind kind,
        Attributes given,
        List<LinkData> parentLinks) {
      tenants.add(String.valueOf(Baggage.fromContext(parent).getEntryValue("tenant")));
      links.addAll(parentLinks);
      attributes.add(given);
      return SamplingResult.recordAndSample();
    }

    @Override
    public String getDescription() {
      return "witness";
    }
  }
}
