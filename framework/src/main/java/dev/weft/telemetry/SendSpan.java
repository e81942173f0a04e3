package dev.weft.telemetry;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.engine.Observer;
import dev.weft.transport.Failure;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;

/** One publish. */
final class SendSpan extends SentSpan implements Observer.Sending {

  private final SendAttributes attributes;

  private SendSpan(Backend backend, SendAttributes attributes, String subject, Headers headers) {
    super(backend, "send", SpanKind.PRODUCER, attributes.common(), subject, headers);
    this.attributes = attributes;
  }

  static SendSpan open(
      Backend backend,
      SendAttributes attributes,
      String subject,
      String messageId,
      Headers headers,
      int bodySize) {
    var publish = new SendSpan(backend, attributes, subject, headers);
    if (publish.span().isRecording()) {
      publish
          .span()
          .setAttribute(Keys.MESSAGE_ID, messageId)
          .setAttribute(Keys.BODY_SIZE, bodySize);
    }
    return publish;
  }

  @Override
  public void sent(PublishReceipt receipt) {
    guarded(
        () -> {
          if (span().isRecording()) {
            span()
                .setAttribute(Keys.STREAM, receipt.position().stream())
                .setAttribute(Keys.SEQUENCE, receipt.position().sequence())
                .setAttribute(Keys.DUPLICATE, receipt.duplicate());
          }
          end(attributes.to(receipt.position().stream()));
        });
  }

  @Override
  Attributes failure(Failure failure, String errorType) {
    return attributes.failed(errorType);
  }

  @Override
  void record(Instruments instruments, double seconds, Attributes metric, Context context) {
    instruments.operationDuration().record(seconds, metric, context);
    instruments.sentMessages().add(1, metric, context);
  }
}
