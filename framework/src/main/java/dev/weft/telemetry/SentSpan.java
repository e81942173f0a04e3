package dev.weft.telemetry;

import dev.weft.Headers;
import dev.weft.transport.Failure;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;

/** What is sent and answered: its span, never current, since the answer may be another thread's. */
abstract sealed class SentSpan permits RequestSpan, SendSpan {

  private final Backend backend;
  private final Span span;
  private final Context context;
  private final Headers headers;
  private final long started;

  /** Begins now, as a child of what is current. */
  SentSpan(
      Backend backend,
      String verb,
      SpanKind kind,
      Attributes attributes,
      String subject,
      Headers given) {
    boolean traced = backend.tracer().isEnabled();
    this.backend = backend;
    this.span =
        traced ? backend.span(verb, kind, attributes, subject).startSpan() : Span.getInvalid();
    this.context = traced ? Context.current().with(span) : Context.current();
    var carrier = new HeaderCarrier(given);
    backend.propagator().inject(context, carrier, HeaderCarrier.SETTER);
    this.headers = carrier.headers();
    this.started = backend.now();
  }

  /** The attributes of a failure's metrics; may add to the span. */
  abstract Attributes failure(Failure failure, String errorType);

  /** Tells the metrics that it is over; in its context, for the exemplars. */
  abstract void record(Instruments instruments, double seconds, Attributes metric, Context context);

  /** To set what is of no use to a sampler, where it is recording. */
  final Span span() {
    return span;
  }

  /** The headers to send: those given, with the trace context added. */
  public final Headers headers() {
    return headers;
  }

  /** It failed. */
  public final void failed(Failure failure) {
    guarded(
        () -> {
          String errorType = failure.type().getName();
          Backend.fail(span, failure, errorType);
          end(failure(failure, errorType));
        });
  }

  /** What fails here is telemetry's alone. */
  final void guarded(Runnable telling) {
    try {
      telling.run();
    } catch (RuntimeException | LinkageError fault) {
      backend.faults().report(fault);
    }
  }

  /** Ends it, with the attributes of its metrics. */
  final void end(Attributes metric) {
    // The context goes along: it is current on no thread by now.
    try {
      record(backend.instruments(), backend.secondsSince(started), metric, context);
    } finally {
      span.end();
    }
  }
}
