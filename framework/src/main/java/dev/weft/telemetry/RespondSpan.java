package dev.weft.telemetry;

import dev.weft.Headers;
import dev.weft.engine.Observer;
import dev.weft.transport.IncomingRequest;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;

/**
 * One request at its responder.
 *
 * <p>A child of the requester's span, where a {@link ProcessSpan} is linked to its producer's:
 * somebody waits for this one, and it happens once.
 */
final class RespondSpan {

  private RespondSpan() {}

  static Observer.Processing open(Backend backend, Attributes attributes, IncomingRequest request) {
    // Into the root rather than the thread's context, as ProcessSpan does.
    Context carried =
        backend.propagator().extract(Context.root(), headers(request), HeaderCarrier.GETTER);
    Span span =
        backend.tracer().isEnabled()
            ? start(backend, attributes, request, carried)
            : Span.getInvalid();
    return new CurrentSpan(
        backend, attributes, backend.instruments().respondDuration(), span, carried.with(span));
  }

  // Headers that are none are the responder's to refuse.
  private static Headers headers(IncomingRequest request) {
    try {
      return request.headers();
    } catch (IllegalArgumentException e) {
      return Headers.empty();
    }
  }

  private static Span start(
      Backend backend, Attributes attributes, IncomingRequest request, Context carried) {
    Span span =
        backend
            .span("respond", SpanKind.SERVER, attributes, request.subject())
            .setParent(carried)
            .startSpan();
    if (span.isRecording()) { // the rest is of no use to a sampler
      span.setAttribute(Keys.BODY_SIZE, request.data().length);
    }
    return span;
  }
}
