package dev.weft.telemetry;

import dev.weft.transport.Failure;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What spans and metrics are made with.
 *
 * @param tracer starts the spans
 * @param propagator reads and writes the context in headers
 * @param instruments the metrics
 * @param common the attributes of everything
 * @param nanoTime the clock
 * @param faults where failures go
 */
record Backend(
    Tracer tracer,
    TextMapPropagator propagator,
    Instruments instruments,
    Attributes common,
    LongSupplier nanoTime,
    Faults faults) {

  private static final String SCOPE = "dev.weft";
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  static Backend of(
      OpenTelemetry openTelemetry, @Nullable ServerAddress server, LongSupplier nanoTime) {
    var common = Attributes.builder().put(Keys.SYSTEM, "nats");
    if (server != null) {
      common.put(Keys.SERVER_ADDRESS, server.host()).put(Keys.SERVER_PORT, server.port());
    }
    return new Backend(
        openTelemetry.getTracer(SCOPE),
        openTelemetry.getPropagators().getTextMapPropagator(),
        Instruments.of(openTelemetry.getMeter(SCOPE)),
        common.build(),
        nanoTime,
        new Faults());
  }

  long now() {
    return nanoTime.getAsLong();
  }

  double secondsSince(long started) {
    return (now() - started) / NANOS_PER_SECOND;
  }

  /** A span of what is done with a subject; what a sampler may want to know is set. */
  SpanBuilder span(String verb, SpanKind kind, Attributes attributes, String subject) {
    String template = SubjectTemplate.of(subject);
    return tracer
        .spanBuilder(verb + " " + template)
        .setSpanKind(kind)
        .setAllAttributes(attributes)
        .setAttribute(Keys.DESTINATION, subject)
        .setAttribute(Keys.TEMPLATE, template);
  }

  /** Puts a failure on a span, where that is recording. */
  static void fail(Span span, Failure failure, String errorType) {
    if (span.isRecording()) {
      span.addEvent(
          "exception",
          Attributes.of(
              Keys.EXCEPTION_TYPE, errorType,
              Keys.EXCEPTION_MESSAGE, failure.text(),
              Keys.EXCEPTION_STACK, failure.stack()));
      span.setAttribute(Keys.ERROR_TYPE, errorType);
      span.setStatus(StatusCode.ERROR, failure.message().orElse(errorType));
    }
  }
}
