package dev.weft.benchmarks;

import dev.weft.Telemetry;
import dev.weft.telemetry.WeftTelemetry;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/** An OpenTelemetry SDK as a program would have it, save that what it exports goes nowhere. */
public final class Sdk implements AutoCloseable {

  private static final double SAMPLED = 0.1;

  private final Optional<Telemetry> telemetry;
  private final Runnable end;

  private Sdk(Optional<Telemetry> telemetry, Runnable end) {
    this.telemetry = telemetry;
    this.end = end;
  }

  /** None at all. */
  public static Sdk off() {
    return new Sdk(Optional.empty(), () -> {});
  }

  /** One trace in ten recorded, metrics on. */
  public static Sdk sampling() {
    OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(SAMPLED)))
                    .addSpanProcessor(BatchSpanProcessor.builder(new NoSpans()).build())
                    .build())
            .setMeterProvider(
                SdkMeterProvider.builder()
                    .registerMetricReader(
                        PeriodicMetricReader.builder(new NoMetrics())
                            .setInterval(Duration.ofSeconds(1))
                            .build())
                    .build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
    return new Sdk(Optional.of(WeftTelemetry.create(sdk)), sdk::close);
  }

  /** What a runtime is given. */
  public Optional<Telemetry> telemetry() {
    return telemetry;
  }

  @Override
  public void close() {
    end.run();
  }

  private static final class NoSpans implements SpanExporter {

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  private static final class NoMetrics implements MetricExporter {

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
      return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public CompletableResultCode export(Collection<MetricData> metrics) {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
