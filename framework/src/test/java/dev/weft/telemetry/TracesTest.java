package dev.weft.telemetry;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Headers;
import dev.weft.TransportException;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a span tells of a publish or a handling. */
@SuppressWarnings("try") // a scope is for its close alone
class TracesTest {

  @AutoClose private final Traced traced = new Traced();

  @Test
  void aPublishIsASendSpan() {
    traced.publish(Headers.empty());

    assertThat(traced.recorder.span("send orders.*.placed"))
        .hasKind(SpanKind.PRODUCER)
        .hasNoParent()
        .hasStatus(StatusData.unset())
        .hasAttributes(
            Attributes.builder()
                .put("messaging.system", "nats")
                .put("messaging.operation.name", "send")
                .put("messaging.operation.type", "send")
                .put("messaging.destination.name", "orders.12345.placed")
                .put("messaging.destination.template", "orders.*.placed")
                .put("messaging.message.id", "order-1")
                .put("messaging.message.body.size", 5L)
                .put("server.address", "nats.test")
                .put("server.port", 4222L)
                .put("weft.stream", "ORDERS")
                .put("weft.sequence", 42L)
                .put("weft.duplicate", false)
                .build());
  }

  @Test
  void aHandlingIsAProcessSpan() {
    traced.handle(Headers.empty());

    assertThat(traced.recorder.span("process orders.*.placed"))
        .hasKind(SpanKind.CONSUMER)
        .hasNoParent()
        .hasLinks()
        .hasStatus(StatusData.unset())
        .hasAttributes(
            Attributes.builder()
                .put("messaging.system", "nats")
                .put("messaging.operation.name", "process")
                .put("messaging.operation.type", "process")
                .put("messaging.destination.name", "orders.12345.placed")
                .put("messaging.destination.template", "orders.*.placed")
                .put("messaging.consumer.group.name", "invoices")
                .put("messaging.message.id", "order-1")
                .put("messaging.message.body.size", 5L)
                .put("server.address", "nats.test")
                .put("server.port", 4222L)
                .put("weft.handler", "send-invoice")
                .put("weft.stream", "ORDERS")
                .put("weft.sequence", 42L)
                .put("weft.attempt", 2L)
                .build());
  }

  @Test
  void aFailedHandlingSaysWhy() {
    var processing = traced.observer.processing(Traced.HANDLER, Traced.delivery(Headers.empty()));
    processing.failed(Failure.of(new IllegalStateException("mail server down")));
    processing.close();

    assertThat(traced.recorder.span("process orders.*.placed"))
        .hasStatus(failed("mail server down"))
        .hasAttribute(stringKey("error.type"), "java.lang.IllegalStateException")
        .hasException(new IllegalStateException("mail server down"));
  }

  @Test
  void aFailureWithoutAMessageIsDescribedByItsType() {
    var processing = traced.observer.processing(Traced.HANDLER, Traced.delivery(Headers.empty()));
    processing.failed(Failure.of(new IllegalStateException()));
    processing.close();

    assertThat(traced.recorder.span("process orders.*.placed"))
        .hasStatus(failed("java.lang.IllegalStateException"));
  }

  @Test
  void aFailedPublishSaysWhy() {
    var failure = TransportException.passing("no answer within 5s", null);

    traced
        .observer
        .sending(Traced.SUBJECT, "order-1", Headers.empty(), 5)
        .failed(Failure.of(failure));

    assertThat(traced.recorder.span("send orders.*.placed"))
        .hasStatus(failed("no answer within 5s"))
        .hasAttribute(stringKey("error.type"), "dev.weft.TransportException")
        .hasException(failure)
        .satisfies(span -> assertThat(span.getAttributes().get(stringKey("weft.stream"))).isNull());
  }

  @Test
  void aPublishMayEndOnAnotherThread() throws InterruptedException, ExecutionException {
    var sending = traced.observer.sending(Traced.SUBJECT, "order-1", Headers.empty(), 5);
    assertThat(Context.current()).isSameAs(Context.root());
    assertThat(traced.recorder.spans()).isEmpty();

    var answer = new FutureTask<>(() -> sending.sent(Traced.RECEIPT), null);
    Thread.ofVirtual().start(answer);
    answer.get();

    assertThat(traced.recorder.spans()).hasSize(1);
  }

  @Test
  void theOutcomeIsOnTheSpanThatIsOpenWhenItIsSettled() {
    var delivery = Traced.delivery(Headers.empty());
    var retry = new Outcome.Retry(Duration.ZERO, "busy", null);

    var processing = traced.observer.processing(Traced.HANDLER, delivery);
    traced.observer.settled(Traced.HANDLER, delivery, retry, false);
    processing.close();

    assertThat(traced.recorder.span("process orders.*.placed"))
        .hasAttribute(stringKey("weft.outcome"), "retry")
        .hasAttribute(booleanKey("weft.sent"), false);
  }

  @Test
  void theOutcomeIsFoundUnderASpanOfTheHandlersOwn() {
    var delivery = Traced.delivery(Headers.empty());

    var processing = traced.observer.processing(Traced.HANDLER, delivery);
    Span step = traced.recorder.tracer().spanBuilder("step").startSpan();
    try (Scope scope = step.makeCurrent()) {
      traced.observer.settled(Traced.HANDLER, delivery, Outcome.Ack.INSTANCE, true);
    } finally {
      step.end();
    }
    processing.close();

    assertThat(traced.recorder.span("process orders.*.placed"))
        .hasAttribute(stringKey("weft.outcome"), "ack");
  }

  @Test
  void theOutcomeOfAnotherDeliveryOrALaterOneIsNotOnTheSpan() {
    var delivery = Traced.delivery(Headers.empty());

    var processing = traced.observer.processing(Traced.HANDLER, delivery);
    traced.observer.settled(
        Traced.HANDLER, Traced.delivery(Headers.empty()), Outcome.Ack.INSTANCE, true);
    processing.close();
    traced.observer.settled(Traced.HANDLER, delivery, Outcome.Ack.INSTANCE, true);

    assertThat(traced.recorder.span("process orders.*.placed").getAttributes().asMap())
        .doesNotContainKey(stringKey("weft.outcome"))
        .containsEntry(longKey("weft.attempt"), 2L);
  }

  private static StatusData failed(String description) {
    return StatusData.create(StatusCode.ERROR, description);
  }
}
