package dev.weft.telemetry;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.engine.Observer;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;

/** One publish: its span, never current, since the answer may arrive on another thread. */
final class SendSpan implements Observer.Sending {

  private final Backend backend;
  private final SendAttributes attributes;
  private final Span span;
  private final Context context;
  private final Headers headers;
  private final long started;

  private SendSpan(
      Backend backend, SendAttributes attributes, Span span, Context context, Headers headers) {
    this.backend = backend;
    this.attributes = attributes;
    this.span = span;
    this.context = context;
    this.headers = headers;
    this.started = backend.now();
  }

  static SendSpan open(
      Backend backend,
      SendAttributes attributes,
      String subject,
      String messageId,
      Headers headers,
      int bodySize) {
    Context context = Context.current();
    Span span = Span.getInvalid();
    if (backend.tracer().isEnabled()) {
      span = start(backend, attributes.common(), subject, messageId, bodySize);
      context = context.with(span);
    }
    var carrier = new HeaderCarrier(headers);
    backend.propagator().inject(context, carrier, HeaderCarrier.SETTER);
    return new SendSpan(backend, attributes, span, context, carrier.headers());
  }

  private static Span start(
      Backend backend, Attributes attributes, String subject, String messageId, int bodySize) {
    String template = SubjectTemplate.of(subject);
    Span span =
        backend
            .tracer()
            .spanBuilder("send " + template)
            .setSpanKind(SpanKind.PRODUCER)
            .setAllAttributes(attributes)
            .setAttribute(Keys.DESTINATION, subject)
            .setAttribute(Keys.TEMPLATE, template)
            .startSpan();
    if (span.isRecording()) { // the rest is of no use to a sampler
      span.setAttribute(Keys.MESSAGE_ID, messageId).setAttribute(Keys.BODY_SIZE, bodySize);
    }
    return span;
  }

  @Override
  public Headers headers() {
    return headers;
  }

  @Override
  public void sent(PublishReceipt receipt) {
    try {
      if (span.isRecording()) {
        span.setAttribute(Keys.STREAM, receipt.position().stream())
            .setAttribute(Keys.SEQUENCE, receipt.position().sequence())
            .setAttribute(Keys.DUPLICATE, receipt.duplicate());
      }
      end(attributes.to(receipt.position().stream()));
    } catch (RuntimeException | LinkageError fault) {
      backend.faults().report(fault);
    }
  }

  @Override
  public void failed(Throwable failure) {
    try {
      String errorType = failure.getClass().getName();
      Backend.fail(span, failure, errorType);
      end(attributes.failed(errorType));
    } catch (RuntimeException | LinkageError fault) {
      backend.faults().report(fault);
    }
  }

  // The context goes along for the exemplars: it is current on no thread by now.
  private void end(Attributes metric) {
    Instruments instruments = backend.instruments();
    try {
      instruments.operationDuration().record(backend.secondsSince(started), metric, context);
      instruments.sentMessages().add(1, metric, context);
    } finally {
      span.end();
    }
  }
}
