package dev.weft.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;

/** An OpenTelemetry that keeps in memory what it is told. */
public final class Recorder implements AutoCloseable {

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  private final OpenTelemetrySdk sdk;

  /** Records every span. */
  public Recorder() {
    this(Sampler.alwaysOn());
  }

  Recorder(Sampler sampler, SpanProcessor... more) {
    var tracing =
        SdkTracerProvider.builder()
            .setSampler(sampler)
            .addSpanProcessor(SimpleSpanProcessor.create(spans));
    List.of(more).forEach(tracing::addSpanProcessor);
    this.sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(tracing.build())
            .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .setPropagators(
                ContextPropagators.create(
                    TextMapPropagator.composite(
                        W3CTraceContextPropagator.getInstance(),
                        W3CBaggagePropagator.getInstance())))
            .build();
  }

  /** What to hand to the code under test. */
  public OpenTelemetry openTelemetry() {
    return sdk;
  }

  /** A tracer of the application's own. */
  Tracer tracer() {
    return sdk.getTracer("application");
  }

  /** The spans ended so far, in order. */
  public List<SpanData> spans() {
    return spans.getFinishedSpanItems();
  }

  /** The one span of a name. */
  public SpanData span(String name) {
    List<SpanData> found = spans().stream().filter(span -> span.getName().equals(name)).toList();
    assertThat(found).as("spans called %s among %s", name, spans()).hasSize(1);
    return found.get(0);
  }

  /** All metrics. */
  public List<MetricData> metrics() {
    return List.copyOf(metrics.collectAllMetrics());
  }

  /** The metric of a name. */
  public MetricData metric(String name) {
    return metrics().stream()
        .filter(metric -> metric.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + name));
  }

  @Override
  public void close() {
    sdk.close();
  }
}
