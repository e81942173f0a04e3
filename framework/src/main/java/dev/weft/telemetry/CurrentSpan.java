package dev.weft.telemetry;

import dev.weft.engine.Observer;
import dev.weft.transport.Failure;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/** Work on what has come: its span, current on the thread that does it, and its duration. */
final class CurrentSpan implements Observer.Processing {

  private final Backend backend;
  private final Attributes attributes;
  private final DoubleHistogram duration;
  private final Span span;
  private final Scope scope;
  private final long started;
  private @Nullable String errorType;

  /**
   * Begins now.
   *
   * @param attributes of the duration
   * @param context made current until the close, which the same thread calls
   */
  @SuppressWarnings("MustBeClosedChecker") // closed by close()
  CurrentSpan(
      Backend backend,
      Attributes attributes,
      DoubleHistogram duration,
      Span span,
      Context context) {
    this.backend = backend;
    this.attributes = attributes;
    this.duration = duration;
    this.span = span;
    this.scope = context.makeCurrent();
    this.started = backend.now();
  }

  @Override
  public void failed(Failure failure) {
    try {
      errorType = failure.type().getName();
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
      duration.record(backend.secondsSince(started), metric);
    } finally {
      span.end();
    }
  }
}
