package dev.weft.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.StreamPosition;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.engine.Observer;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is done under a clock that is set by hand, and the metrics that come of it. */
final class Metered implements AutoCloseable {

  static final HandlerId HANDLER = new HandlerId("send-invoice", "ORDERS", "invoices");
  static final String SUBJECT = "orders.12345.placed";
  private static final HandlerId RESPONDER = new HandlerId("price", "", "prices");

  final Recorder recorder = new Recorder();
  private final AtomicLong clock = new AtomicLong();
  final Observer observer = WeftTelemetry.observer(recorder.openTelemetry(), null, clock::get);

  void doEverything() {
    publish(Duration.ofMillis(1));
    observer
        .sending(SUBJECT, "order-1", Headers.empty(), 5)
        .failed(Failure.of(new RuntimeException("x")));
    handle(null);
    handle(new IllegalStateException("down"));
    observer.settled(HANDLER, delivery(), Outcome.Ack.INSTANCE, true);
    observer.happened(HANDLER, Incident.STUCK);
    observer.calling(HANDLER, 30);
    request(null);
    respond(null);
  }

  void publish(Duration took) {
    var sending = observer.sending(SUBJECT, "order-1", Headers.empty(), 5);
    pass(took);
    sending.sent(new PublishReceipt(new StreamPosition("ORDERS", 42), "order-1", false));
  }

  void handle(@Nullable Exception failure) {
    var processing = observer.processing(HANDLER, delivery());
    if (failure != null) {
      processing.failed(Failure.of(failure));
    }
    processing.close();
  }

  void request(@Nullable RuntimeException failure) {
    var requesting = observer.requesting(SUBJECT, Headers.empty(), 5);
    pass(Duration.ofMillis(2));
    if (failure == null) {
      requesting.answered();
    } else {
      requesting.failed(Failure.of(failure));
    }
  }

  void respond(@Nullable RuntimeException failure) {
    var responding = observer.responding(RESPONDER, new FakeRequest(SUBJECT));
    pass(Duration.ofMillis(1));
    if (failure != null) {
      responding.failed(Failure.of(failure));
    }
    responding.close();
  }

  void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  static WatchedDelivery delivery() {
    return new WatchedDelivery(SUBJECT, Headers.empty());
  }

  Collection<HistogramPointData> histogram(Metric metric) {
    return recorder.metric(metric.key).getHistogramData().getPoints();
  }

  String exampleOf(Metric metric) {
    var exemplars = histogram(metric).iterator().next().getExemplars();
    assertThat(exemplars).hasSize(1);
    return exemplars.get(0).getSpanContext().getSpanId();
  }

  Map<Attributes, Long> counts(Metric metric) {
    return recorder.metric(metric.key).getLongSumData().getPoints().stream()
        .collect(Collectors.toMap(LongPointData::getAttributes, LongPointData::getValue));
  }

  @Override
  public void close() {
    recorder.close();
  }
}
