package dev.weft.telemetry;

import dev.weft.Headers;
import dev.weft.RequestException;
import dev.weft.engine.Observer;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;

/** One request: its span, never current, since the answer may arrive on another thread. */
final class RequestSpan implements Observer.Requesting {

  private final Backend backend;
  private final Attributes attributes;
  private final Span span;
  private final Context context;
  private final Headers headers;
  private final long started;

  private RequestSpan(
      Backend backend, Attributes attributes, Span span, Context context, Headers headers) {
    this.backend = backend;
    this.attributes = attributes;
    this.span = span;
    this.context = context;
    this.headers = headers;
    this.started = backend.now();
  }

  /** What all requests share. */
  static Attributes attributes(Attributes client) {
    return client.toBuilder()
        .put(Keys.RPC_SYSTEM, "nats")
        .put(Keys.OPERATION_NAME, "request")
        .put(Keys.OPERATION_TYPE, "send")
        .build();
  }

  static RequestSpan open(
      Backend backend, Attributes attributes, String subject, Headers headers, int bodySize) {
    Context context = Context.current();
    Span span = Span.getInvalid();
    if (backend.tracer().isEnabled()) {
      span = start(backend, attributes, subject, bodySize);
      context = context.with(span);
    }
    var carrier = new HeaderCarrier(headers);
    backend.propagator().inject(context, carrier, HeaderCarrier.SETTER);
    return new RequestSpan(backend, attributes, span, context, carrier.headers());
  }

  private static Span start(Backend backend, Attributes attributes, String subject, int bodySize) {
    String template = SubjectTemplate.of(subject);
    Span span =
        backend
            .tracer()
            .spanBuilder("request " + template)
            .setSpanKind(SpanKind.CLIENT)
            .setAllAttributes(attributes)
            .setAttribute(Keys.DESTINATION, subject)
            .setAttribute(Keys.TEMPLATE, template)
            .startSpan();
    if (span.isRecording()) { // the rest is of no use to a sampler
      span.setAttribute(Keys.BODY_SIZE, bodySize);
    }
    return span;
  }

  @Override
  public Headers headers() {
    return headers;
  }

  @Override
  public void answered() {
    try {
      end(attributes);
    } catch (RuntimeException | LinkageError fault) {
      backend.faults().report(fault);
    }
  }

  @Override
  public void failed(Throwable failure) {
    try {
      String errorType = failure.getClass().getName();
      Backend.fail(span, failure, errorType);
      var metric = attributes.toBuilder().put(Keys.ERROR_TYPE, errorType);
      if (failure instanceof RequestException error) {
        span.setAttribute(Keys.STATUS_CODE, String.valueOf(error.code()));
        metric.put(Keys.STATUS_CODE, String.valueOf(error.code()));
      }
      end(metric.build());
    } catch (RuntimeException | LinkageError fault) {
      backend.faults().report(fault);
    }
  }

  // The context goes along for the exemplars: it is current on no thread by now.
  private void end(Attributes metric) {
    try {
      backend
          .instruments()
          .requestDuration()
          .record(backend.secondsSince(started), metric, context);
    } finally {
      span.end();
    }
  }
}
