package dev.weft.telemetry;

import dev.weft.Headers;
import dev.weft.RequestException;
import dev.weft.engine.Observer;
import dev.weft.transport.Failure;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;

/** One request at its requester. */
final class RequestSpan extends SentSpan implements Observer.Requesting {

  private final Attributes attributes;

  private RequestSpan(Backend backend, Attributes attributes, String subject, Headers headers) {
    super(backend, "request", SpanKind.CLIENT, attributes, subject, headers);
    this.attributes = attributes;
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
    var request = new RequestSpan(backend, attributes, subject, headers);
    if (request.span().isRecording()) {
      request.span().setAttribute(Keys.BODY_SIZE, bodySize);
    }
    return request;
  }

  @Override
  public void answered() {
    guarded(() -> end(attributes));
  }

  @Override
  Attributes failure(Failure failure, String errorType) {
    var metric = attributes.toBuilder().put(Keys.ERROR_TYPE, errorType);
    RequestException error = failure.as(RequestException.class).orElse(null);
    if (error != null) {
      span().setAttribute(Keys.STATUS_CODE, String.valueOf(error.code()));
      metric.put(Keys.STATUS_CODE, String.valueOf(error.code()));
    }
    return metric.build();
  }

  @Override
  void record(Instruments instruments, double seconds, Attributes metric, Context context) {
    instruments.requestDuration().record(seconds, metric, context);
  }
}
