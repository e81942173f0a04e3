package dev.weft.telemetry;

import dev.weft.Headers;
import dev.weft.engine.Observer;
import dev.weft.transport.IncomingRequest;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * One request at its responder: its span, current on the responder's thread, and its duration.
 *
 * <p>A child of the requester's span, where a {@link ProcessSpan} is linked to its producer's:
 * somebody waits for this one, and it happens once.
 */
final class RespondSpan implements Observer.Processing {

  private final Backend backend;
  private final Attributes attributes;
  private final Span span;
  private final Scope scope;
  private final long started;
  private @Nullable String errorType;

  private RespondSpan(Backend backend, Attributes attributes, Span span, Scope scope) {
    this.backend = backend;
    this.attributes = attributes;
    this.span = span;
    this.scope = scope;
    this.started = backend.now();
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by close(), which the responder's thread calls
  static RespondSpan open(Backend backend, Attributes attributes, IncomingRequest request) {
    // Into the root rather than the thread's context, as ProcessSpan does.
    Context carried =
        backend.propagator().extract(Context.root(), headers(request), HeaderCarrier.GETTER);
    Span span =
        backend.tracer().isEnabled()
            ? start(backend, attributes, request, carried)
            : Span.getInvalid();
    return new RespondSpan(backend, attributes, span, carried.with(span).makeCurrent());
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
    String template = SubjectTemplate.of(request.subject());
    Span span =
        backend
            .tracer()
            .spanBuilder("respond " + template)
            .setParent(carried)
            .setSpanKind(SpanKind.SERVER)
            .setAllAttributes(attributes)
            .setAttribute(Keys.DESTINATION, request.subject())
            .setAttribute(Keys.TEMPLATE, template)
            .startSpan();
    if (span.isRecording()) { // the rest is of no use to a sampler
      span.setAttribute(Keys.BODY_SIZE, request.data().length);
    }
    return span;
  }

  @Override
  public void failed(Throwable failure) {
    try {
      errorType = failure.getClass().getName();
      Backend.fail(span, failure, errorType);
    } catch (RuntimeException | LinkageError fault) {
      backend.faults().report(fault);
    }
  }

  @Override
  public void close() {
    // The scope last: metrics take their exemplar's trace from what is current.
    try (scope) {
      end();
    } catch (RuntimeException | LinkageError fault) {
      backend.faults().report(fault);
    }
  }

  private void end() {
    Attributes metric =
        errorType == null
            ? attributes
            : attributes.toBuilder().put(Keys.ERROR_TYPE, errorType).build();
    try {
      backend.instruments().respondDuration().record(backend.secondsSince(started), metric);
    } finally {
      span.end();
    }
  }
}
