package dev.weft.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.RequestException;
import dev.weft.StreamPosition;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.engine.Observer;
import dev.weft.transport.Outcome;
import dev.weft.transport.TransportException;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.data.PointData;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private static final HandlerId HANDLER = new HandlerId("send-invoice", "ORDERS", "invoices");
  private static final HandlerId RESPONDER = new HandlerId("price", "", "prices");
  private static final String SUBJECT = "orders.12345.placed";

  private final Recorder recorder = new Recorder();
  private final AtomicLong clock = new AtomicLong();
  private final Observer observer = Telemetry.observer(recorder.openTelemetry(), null, clock::get);

  @AfterEach
  void close() {
    recorder.close();
  }

  @Test
  void everyMetricIsReportedAsTheEnumHasIt() {
    doEverything();

    assertThat(recorder.metrics())
        .extracting("name")
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Metric.values()).map(metric -> metric.key).toList());
    for (Metric metric : Metric.values()) {
      var reported = recorder.metric(metric.key);
      assertThat(reported.getUnit()).isEqualTo(metric.unit);
      assertThat(reported.getDescription()).isEqualTo(metric.description);
      assertThat(reported.getType())
          .isEqualTo(
              switch (metric.kind) {
                case HISTOGRAM -> MetricDataType.HISTOGRAM;
                case COUNTER -> MetricDataType.LONG_SUM;
              });
      assertThat(reported.getInstrumentationScopeInfo().getName()).isEqualTo("dev.weft");
    }
  }

  @Test
  void aCallOfABatchHandlerIsCountedByItsSize() {
    observer.calling(HANDLER, 30);
    observer.calling(HANDLER, 1);

    assertThat(histogram(Metric.BATCH_SIZE))
        .singleElement()
        .satisfies(
            point -> {
              assertThat(point.getSum()).isEqualTo(31);
              assertThat(point.getCount()).isEqualTo(2);
              assertThat(point.getBoundaries()).startsWith(1.0, 2.0, 5.0);
            });
  }

  @Test
  void durationsHaveTheConventionsBuckets() {
    doEverything();

    for (Metric metric : Metric.values()) {
      if (metric.kind == Metric.Kind.HISTOGRAM && metric.unit.equals("s")) {
        assertThat(histogram(metric))
            .allSatisfy(
                point ->
                    assertThat(point.getBoundaries())
                        .containsExactly(
                            0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0,
                            7.5, 10.0));
      }
    }
  }

  @Test
  void aHandlingIsTimedInSeconds() {
    var processing = observer.processing(HANDLER, delivery());
    pass(Duration.ofMillis(30));
    processing.close();

    assertThat(histogram(Metric.PROCESS_DURATION))
        .singleElement()
        .satisfies(
            point -> {
              assertThat(point.getSum()).isEqualTo(0.03);
              assertThat(point.getAttributes()).isEqualTo(ofHandlings().build());
            });
  }

  @Test
  void aFailedHandlingIsTimedByItsError() {
    handle(new IllegalStateException("down"));
    handle(null);

    assertThat(histogram(Metric.PROCESS_DURATION))
        .extracting(PointData::getAttributes)
        .containsExactlyInAnyOrder(
            ofHandlings().build(),
            ofHandlings().put("error.type", "java.lang.IllegalStateException").build());
  }

  @Test
  void everyDeliveryIsCountedOnce() {
    handle(null);
    handle(new IllegalStateException("down"));

    assertThat(counts(Metric.CONSUMED_MESSAGES)).isEqualTo(Map.of(ofHandlings().build(), 2L));
  }

  @Test
  void aPublishIsTimedAndCountedByItsStream() {
    publish(Duration.ofMillis(3));
    publish(Duration.ofMillis(4));

    assertThat(histogram(Metric.OPERATION_DURATION))
        .singleElement()
        .satisfies(
            point -> {
              assertThat(point.getCount()).isEqualTo(2);
              assertThat(point.getMax()).isEqualTo(0.004);
              assertThat(point.getAttributes())
                  .isEqualTo(ofPublishes().put("weft.stream", "ORDERS").build());
            });
    assertThat(counts(Metric.SENT_MESSAGES))
        .isEqualTo(Map.of(ofPublishes().put("weft.stream", "ORDERS").build(), 2L));
  }

  @Test
  void aFailedPublishIsTimedAndCountedByItsError() {
    observer
        .sending(SUBJECT, "order-1", Headers.empty(), 5)
        .failed(TransportException.passing("no answer", null));

    Attributes expected =
        ofPublishes().put("error.type", "dev.weft.transport.TransportException").build();
    assertThat(histogram(Metric.OPERATION_DURATION))
        .singleElement()
        .extracting(PointData::getAttributes)
        .isEqualTo(expected);
    assertThat(counts(Metric.SENT_MESSAGES)).isEqualTo(Map.of(expected, 1L));
  }

  @Test
  void settlementsAreCountedByOutcome() {
    var delivery = delivery();
    observer.settled(HANDLER, delivery, Outcome.Ack.INSTANCE, true);
    observer.settled(HANDLER, delivery, Outcome.Ack.INSTANCE, true);
    observer.settled(HANDLER, delivery, new Outcome.Retry(Duration.ZERO, "busy", null), true);
    observer.settled(HANDLER, delivery, new Outcome.Reject("no such order", null), true);
    observer.settled(HANDLER, delivery, new Outcome.Reject("no such order", null), false);

    assertThat(counts(Metric.SETTLEMENTS))
        .isEqualTo(
            Map.of(
                settlement("ack", true), 2L,
                settlement("retry", true), 1L,
                settlement("reject", true), 1L,
                settlement("reject", false), 1L));
  }

  @Test
  void aPublishsDurationPointsToItsSpan() {
    publish(Duration.ofMillis(3));

    assertThat(exampleOf(Metric.OPERATION_DURATION))
        .isEqualTo(recorder.span("send orders.*.placed").getSpanId());
  }

  @Test
  void aHandlingsDurationPointsToItsSpan() {
    handle(null);

    assertThat(exampleOf(Metric.PROCESS_DURATION))
        .isEqualTo(recorder.span("process orders.*.placed").getSpanId());
  }

  @Test
  void noMetricCarriesASubject() {
    doEverything();

    assertThat(recorder.metrics())
        .flatExtracting(metric -> metric.getData().getPoints())
        .extracting(point -> ((PointData) point).getAttributes().toString())
        .isNotEmpty()
        .allSatisfy(attributes -> assertThat(attributes).doesNotContain("placed"));
  }

  @Test
  void theServerIsNamedWhereItIsKnown() {
    Telemetry.observer(recorder.openTelemetry(), new ServerAddress("nats.test", 4222))
        .processing(HANDLER, delivery())
        .close();

    assertThat(counts(Metric.CONSUMED_MESSAGES).keySet())
        .containsExactly(
            ofHandlings().put("server.address", "nats.test").put("server.port", 4222).build());
  }

  @Test
  void anIncidentIsCountedByItsKindAndHandler() {
    observer.happened(HANDLER, Incident.REOPENED);

    assertThat(recorder.metric("weft.incidents").getLongSumData().getPoints())
        .singleElement()
        .satisfies(
            point -> {
              assertThat(point.getValue()).isEqualTo(1);
              assertThat(point.getAttributes().asMap())
                  .containsEntry(Keys.INCIDENT, "reopened")
                  .containsEntry(Keys.HANDLER, HANDLER.name());
            });
  }

  @Test
  void aRequestIsTimedOnBothSides() {
    request(null);
    respond(null);

    assertThat(histogram(Metric.REQUEST_DURATION))
        .singleElement()
        .satisfies(point -> assertThat(point.getSum()).isEqualTo(0.002))
        .extracting(PointData::getAttributes)
        .isEqualTo(ofRequests("request", "send").build());
    assertThat(histogram(Metric.RESPOND_DURATION))
        .singleElement()
        .satisfies(point -> assertThat(point.getSum()).isEqualTo(0.001))
        .extracting(PointData::getAttributes)
        .isEqualTo(ofAnswers().build());
  }

  @Test
  void aFailedRequestIsTimedByItsErrorAndCode() {
    request(new RequestException(404, "unknown", "no such thing"));
    respond(new IllegalStateException("down"));

    assertThat(histogram(Metric.REQUEST_DURATION))
        .extracting(PointData::getAttributes)
        .containsExactly(
            ofRequests("request", "send")
                .put("error.type", "dev.weft.RequestException")
                .put("rpc.response.status_code", "404")
                .build());
    assertThat(histogram(Metric.RESPOND_DURATION))
        .extracting(PointData::getAttributes)
        .containsExactly(ofAnswers().put("error.type", "java.lang.IllegalStateException").build());
  }

  private static AttributesBuilder ofRequests(String name, String type) {
    return Attributes.builder()
        .put("messaging.system", "nats")
        .put("rpc.system.name", "nats")
        .put("messaging.operation.name", name)
        .put("messaging.operation.type", type);
  }

  private static AttributesBuilder ofAnswers() {
    return ofRequests("respond", "process")
        .put("messaging.consumer.group.name", "prices")
        .put("weft.handler", "price");
  }

  private void doEverything() {
    observer.calling(HANDLER, 30);
    publish(Duration.ofMillis(1));
    observer.sending(SUBJECT, "order-1", Headers.empty(), 5).failed(new RuntimeException("x"));
    handle(null);
    handle(new IllegalStateException("down"));
    observer.settled(HANDLER, delivery(), Outcome.Ack.INSTANCE, true);
    observer.happened(HANDLER, Incident.STUCK);
    request(null);
    respond(null);
  }

  private void request(@Nullable RuntimeException failure) {
    var requesting = observer.requesting(SUBJECT, Headers.empty(), 5);
    pass(Duration.ofMillis(2));
    if (failure == null) {
      requesting.answered();
    } else {
      requesting.failed(failure);
    }
  }

  private void respond(@Nullable RuntimeException failure) {
    var responding = observer.responding(RESPONDER, new FakeRequest(SUBJECT));
    pass(Duration.ofMillis(1));
    if (failure != null) {
      responding.failed(failure);
    }
    responding.close();
  }

  private void publish(Duration took) {
    var sending = observer.sending(SUBJECT, "order-1", Headers.empty(), 5);
    pass(took);
    sending.sent(new PublishReceipt(new StreamPosition("ORDERS", 42), "order-1", false));
  }

  private void handle(@Nullable Exception failure) {
    var processing = observer.processing(HANDLER, delivery());
    if (failure != null) {
      processing.failed(failure);
    }
    processing.close();
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  private Collection<HistogramPointData> histogram(Metric metric) {
    return recorder.metric(metric.key).getHistogramData().getPoints();
  }

  private String exampleOf(Metric metric) {
    var exemplars = histogram(metric).iterator().next().getExemplars();
    assertThat(exemplars).hasSize(1);
    return exemplars.get(0).getSpanContext().getSpanId();
  }

  private Map<Attributes, Long> counts(Metric metric) {
    return recorder.metric(metric.key).getLongSumData().getPoints().stream()
        .collect(Collectors.toMap(LongPointData::getAttributes, LongPointData::getValue));
  }

  private static AttributesBuilder ofHandlings() {
    return Attributes.builder()
        .put("messaging.system", "nats")
        .put("messaging.operation.name", "process")
        .put("messaging.operation.type", "process")
        .put("messaging.consumer.group.name", "invoices")
        .put("weft.handler", "send-invoice")
        .put("weft.stream", "ORDERS");
  }

  private static AttributesBuilder ofPublishes() {
    return Attributes.builder()
        .put("messaging.system", "nats")
        .put("messaging.operation.name", "send")
        .put("messaging.operation.type", "send");
  }

  private static Attributes settlement(String outcome, boolean sent) {
    return Attributes.builder()
        .put("messaging.system", "nats")
        .put("messaging.consumer.group.name", "invoices")
        .put("weft.handler", "send-invoice")
        .put("weft.stream", "ORDERS")
        .put("weft.outcome", outcome)
        .put("weft.sent", sent)
        .build();
  }

  private static FakeDelivery delivery() {
    return new FakeDelivery(SUBJECT, Headers.empty());
  }
}
