package dev.weft.telemetry;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.StreamPosition;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Observer;
import dev.weft.transport.Outcome;
import dev.weft.transport.TransportException;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // a scope is for its close alone
class TracesTest {

  private static final HandlerId HANDLER = new HandlerId("send-invoice", "ORDERS", "invoices");
  private static final String SUBJECT = "orders.12345.placed";
  private static final PublishReceipt RECEIPT =
      new PublishReceipt(new StreamPosition("ORDERS", 42), "order-1", false);

  private final Recorder recorder = new Recorder();
  private final Observer observer =
      Telemetry.observer(recorder.openTelemetry(), new ServerAddress("nats.test", 4222));

  @AfterEach
  void close() {
    assertThat(Context.current()).as("what is left current on the thread").isSameAs(Context.root());
    recorder.close();
  }

  @Test
  void aPublishIsASendSpan() {
    publish(Headers.empty());

    assertThat(recorder.span("send orders.*.placed"))
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
    handle(Headers.empty());

    assertThat(recorder.span("process orders.*.placed"))
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
  void aHandlingIsLinkedToItsPublishAndARootOfItsOwn() {
    Headers headers = publish(Headers.empty());

    handle(headers);

    SpanContext sent = recorder.span("send orders.*.placed").getSpanContext();
    assertThat(recorder.span("process orders.*.placed"))
        .hasNoParent()
        .hasLinksSatisfying(
            links ->
                assertThat(links)
                    .extracting(link -> link.getSpanContext().getSpanId())
                    .containsExactly(sent.getSpanId()))
        .satisfies(processed -> assertThat(processed.getTraceId()).isNotEqualTo(sent.getTraceId()));
  }

  @Test
  void theTraceStateTravelsWithTheLink() {
    handle(
        Headers.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
            .with("tracestate", "vendor=value"));

    assertThat(recorder.span("process orders.*.placed").getLinks())
        .singleElement()
        .extracting(LinkData::getSpanContext)
        .satisfies(
            link -> {
              assertThat(link.getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
              assertThat(link.getSpanId()).isEqualTo("b7ad6b7169203331");
              assertThat(link.getTraceState().get("vendor")).isEqualTo("value");
              assertThat(link.isRemote()).isTrue();
            });
  }

  @Test
  void headersOfAnotherCaseOrFormMakeNoLink() {
    handle(Headers.of("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
    handle(Headers.of("traceparent", "garbage"));

    assertThat(recorder.spans()).hasSize(2).allSatisfy(span -> assertThat(span).hasLinks());
  }

  @Test
  void aPublishIsAChildOfWhatIsCurrent() {
    Span request = recorder.tracer().spanBuilder("request").startSpan();
    try (Scope scope = request.makeCurrent()) {
      publish(Headers.empty());
    } finally {
      request.end();
    }

    assertThat(recorder.span("send orders.*.placed")).hasParent(recorder.span("request"));
  }

  @Test
  void whatAHandlerPublishesIsAChildOfItsHandling() {
    var processing = observer.processing(HANDLER, delivery(Headers.empty()));
    publish(Headers.empty());
    processing.close();

    assertThat(recorder.span("send orders.*.placed"))
        .hasParent(recorder.span("process orders.*.placed"));
  }

  @Test
  void aHandlersSpanIsCurrentUntilItIsClosed() {
    Span request = recorder.tracer().spanBuilder("request").startSpan();
    try (Scope scope = request.makeCurrent()) {
      var processing = observer.processing(HANDLER, delivery(Headers.empty()));
      assertThat(Span.current()).isNotEqualTo(request);
      processing.close();

      assertThat(Span.current()).isEqualTo(request);
    } finally {
      request.end();
    }

    assertThat(recorder.span("process orders.*.placed")).hasNoParent();
  }

  @Test
  void baggageTravelsToTheHandlerAndOnwards() {
    Headers headers;
    try (Scope scope = Baggage.builder().put("tenant", "acme").build().makeCurrent()) {
      headers = publish(Headers.empty());
    }

    var processing = observer.processing(HANDLER, delivery(headers));
    String tenant = Baggage.current().getEntryValue("tenant");
    Headers onwards = publish(Headers.empty());
    processing.close();

    assertThat(tenant).isEqualTo("acme");
    assertThat(onwards.first("baggage")).contains("tenant=acme");
  }

  @Test
  void theBaggageOfTheWorkersThreadStaysOutOfItsHandlers() {
    try (Scope scope = Baggage.builder().put("tenant", "acme").build().makeCurrent()) {
      var processing = observer.processing(HANDLER, delivery(Headers.empty()));
      assertThat(Baggage.current().isEmpty()).isTrue();
      processing.close();
    }
  }

  @Test
  void theCallersHeadersAreKept() {
    Headers callers = Headers.of("X-Message-ID", "order-1").plus("list", "a").plus("list", "b");

    Headers headers = publish(callers);

    assertThat(headers.names()).containsExactly("X-Message-ID", "list", "traceparent");
    assertThat(headers.without("traceparent")).isEqualTo(callers);
  }

  @Test
  void aCallersOwnTraceContextGivesWayToTheSpansOne() {
    Headers headers =
        publish(
            Headers.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

    assertThat(headers.all("traceparent"))
        .singleElement()
        .asString()
        .contains(recorder.span("send orders.*.placed").getSpanId());
  }

  @Test
  void aFailedHandlingSaysWhy() {
    var processing = observer.processing(HANDLER, delivery(Headers.empty()));
    processing.failed(new IllegalStateException("mail server down"));
    processing.close();

    assertThat(recorder.span("process orders.*.placed"))
        .hasStatus(failed("mail server down"))
        .hasAttribute(stringKey("error.type"), "java.lang.IllegalStateException")
        .hasException(new IllegalStateException("mail server down"));
  }

  @Test
  void aFailureWithoutAMessageIsDescribedByItsType() {
    var processing = observer.processing(HANDLER, delivery(Headers.empty()));
    processing.failed(new IllegalStateException());
    processing.close();

    assertThat(recorder.span("process orders.*.placed"))
        .hasStatus(failed("java.lang.IllegalStateException"));
  }

  @Test
  void aFailedPublishSaysWhy() {
    var failure = TransportException.passing("no answer within 5s", null);

    observer.sending(SUBJECT, "order-1", Headers.empty(), 5).failed(failure);

    assertThat(recorder.span("send orders.*.placed"))
        .hasStatus(failed("no answer within 5s"))
        .hasAttribute(stringKey("error.type"), "dev.weft.transport.TransportException")
        .hasException(failure)
        .satisfies(span -> assertThat(span.getAttributes().get(stringKey("weft.stream"))).isNull());
  }

  @Test
  void aPublishMayEndOnAnotherThread() throws InterruptedException, ExecutionException {
    var sending = observer.sending(SUBJECT, "order-1", Headers.empty(), 5);
    assertThat(Context.current()).isSameAs(Context.root());
    assertThat(recorder.spans()).isEmpty();

    var answer = new FutureTask<>(() -> sending.sent(RECEIPT), null);
    Thread.ofVirtual().start(answer);
    answer.get();

    assertThat(recorder.spans()).hasSize(1);
  }

  @Test
  void theOutcomeIsOnTheSpanThatIsOpenWhenItIsSettled() {
    var delivery = delivery(Headers.empty());
    var retry = new Outcome.Retry(Duration.ZERO, "busy", null);

    var processing = observer.processing(HANDLER, delivery);
    observer.settled(HANDLER, delivery, retry, false);
    processing.close();

    assertThat(recorder.span("process orders.*.placed"))
        .hasAttribute(stringKey("weft.outcome"), "retry")
        .hasAttribute(booleanKey("weft.sent"), false);
  }

  @Test
  void theOutcomeIsFoundUnderASpanOfTheHandlersOwn() {
    var delivery = delivery(Headers.empty());

    var processing = observer.processing(HANDLER, delivery);
    Span step = recorder.tracer().spanBuilder("step").startSpan();
    try (Scope scope = step.makeCurrent()) {
      observer.settled(HANDLER, delivery, Outcome.Ack.INSTANCE, true);
    } finally {
      step.end();
    }
    processing.close();

    assertThat(recorder.span("process orders.*.placed"))
        .hasAttribute(stringKey("weft.outcome"), "ack");
  }

  @Test
  void theOutcomeOfAnotherDeliveryOrALaterOneIsNotOnTheSpan() {
    var delivery = delivery(Headers.empty());

    var processing = observer.processing(HANDLER, delivery);
    observer.settled(HANDLER, delivery(Headers.empty()), Outcome.Ack.INSTANCE, true);
    processing.close();
    observer.settled(HANDLER, delivery, Outcome.Ack.INSTANCE, true);

    assertThat(recorder.span("process orders.*.placed").getAttributes().asMap())
        .doesNotContainKey(stringKey("weft.outcome"))
        .containsEntry(longKey("weft.attempt"), 2L);
  }

  private Headers publish(Headers headers) {
    var sending = observer.sending(SUBJECT, "order-1", headers, 5);
    sending.sent(RECEIPT);
    return sending.headers();
  }

  private void handle(Headers headers) {
    observer.processing(HANDLER, delivery(headers)).close();
  }

  private static StatusData failed(String description) {
    return StatusData.create(StatusCode.ERROR, description);
  }

  private static FakeDelivery delivery(Headers headers) {
    return new FakeDelivery(SUBJECT, headers);
  }
}
