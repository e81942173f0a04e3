package dev.weft.telemetry;

import dev.weft.Headers;
import dev.weft.engine.Observer;
import dev.weft.transport.Delivery;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import java.util.Objects;

/** One handling of one delivery. */
final class ProcessSpan {

  private static final ContextKey<Handling> HANDLING = ContextKey.named("weft-handling");

  private ProcessSpan() {}

  // Lets a settlement, which names its delivery only, find the span it belongs to.
  private record Handling(Delivery delivery, Span span) {}

  static Observer.Processing open(Backend backend, HandlerAttributes handler, Delivery delivery) {
    Context carried = carriedBy(delivery.headers(), backend);
    Span span =
        backend.tracer().isEnabled()
            ? start(backend, handler.process(), delivery, carried)
            : Span.getInvalid();
    backend.instruments().consumedMessages().add(1, handler.process());
    Context context = carried.with(span).with(HANDLING, new Handling(delivery, span));
    return new CurrentSpan(
        backend, handler.process(), backend.instruments().processDuration(), span, context);
  }

  /** Tells the settlement on the delivery's span, if that is current here, so that it is open. */
  static void settled(Delivery delivery, String outcome, boolean sent) {
    Handling handling = Context.current().get(HANDLING);
    if (handling != null
        && Objects.equals(handling.delivery, delivery)
        && handling.span.isRecording()) {
      handling.span.setAttribute(Keys.OUTCOME, outcome).setAttribute(Keys.SENT, sent);
    }
  }

  // Extracted into the root rather than the thread's context: what is current in a handler is what
  // came with its message, wherever the worker was started.
  private static Context carriedBy(Headers headers, Backend backend) {
    return headers.isEmpty()
        ? Context.root()
        : backend.propagator().extract(Context.root(), headers, HeaderCarrier.GETTER);
  }

  private static Span start(
      Backend backend, Attributes attributes, Delivery delivery, Context carried) {
    var builder = backend.span("process", SpanKind.CONSUMER, attributes, delivery.subject());
    SpanContext producer = Span.fromContext(carried).getSpanContext();
    if (producer.isValid()) {
      // A parent context without a span makes a root, as setNoParent does, but leaves the baggage
      // to samplers and processors.
      builder.setParent(carried.with(Span.getInvalid())).addLink(producer);
    } else {
      builder.setParent(carried);
    }
    Span span = builder.startSpan();
    if (span.isRecording()) { // the rest is of no use to a sampler
      span.setAttribute(Keys.MESSAGE_ID, delivery.id())
          .setAttribute(Keys.BODY_SIZE, delivery.data().length)
          .setAttribute(Keys.ATTEMPT, delivery.attempt());
      delivery.position().ifPresent(at -> span.setAttribute(Keys.SEQUENCE, at.sequence()));
    }
    return span;
  }
}
