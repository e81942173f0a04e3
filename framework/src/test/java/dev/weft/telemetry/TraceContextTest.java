package dev.weft.telemetry;

import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Headers;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.LinkData;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ties spans together: links, parents, baggage and headers. */
@SuppressWarnings("try") // a scope is for its close alone
class TraceContextTest {

  @AutoClose private final Traced traced = new Traced();

  @Test
  void aHandlingIsLinkedToItsPublishAndARootOfItsOwn() {
    Headers headers = traced.publish(Headers.empty());

    traced.handle(headers);

    SpanContext sent = traced.recorder.span("send orders.*.placed").getSpanContext();
    assertThat(traced.recorder.span("process orders.*.placed"))
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
    traced.handle(
        Headers.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
            .with("tracestate", "vendor=value"));

    assertThat(traced.recorder.span("process orders.*.placed").getLinks())
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
  void headersAreReadInAnyCase() {
    Headers fromGo =
        Headers.of("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
            .with("Tracestate", "vendor=value")
            .with("BAGGAGE", "tenant=acme");

    var processing = traced.observer.processing(Traced.HANDLER, Traced.delivery(fromGo));
    String tenant = Baggage.current().getEntryValue("tenant");
    processing.close();

    assertThat(tenant).isEqualTo("acme");
    assertThat(traced.recorder.span("process orders.*.placed").getLinks())
        .singleElement()
        .extracting(LinkData::getSpanContext)
        .satisfies(
            link -> {
              assertThat(link.getSpanId()).isEqualTo("b7ad6b7169203331");
              assertThat(link.getTraceState().get("vendor")).isEqualTo("value");
            });
  }

  @Test
  void theNameInLowerCaseGoesBeforeOthers() {
    traced.handle(
        Headers.of("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-1111111111111111-01")
            .with("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

    assertThat(traced.recorder.span("process orders.*.placed").getLinks())
        .extracting(link -> link.getSpanContext().getSpanId())
        .containsExactly("b7ad6b7169203331");
  }

  @Test
  void aHeaderOfAnotherFormMakesNoLink() {
    traced.handle(Headers.of("traceparent", "garbage"));

    assertThat(traced.recorder.spans()).hasSize(1).allSatisfy(span -> assertThat(span).hasLinks());
  }

  @Test
  void aPublishIsAChildOfWhatIsCurrent() {
    Span request = traced.recorder.tracer().spanBuilder("request").startSpan();
    try (Scope scope = request.makeCurrent()) {
      traced.publish(Headers.empty());
    } finally {
      request.end();
    }

    assertThat(traced.recorder.span("send orders.*.placed"))
        .hasParent(traced.recorder.span("request"));
  }

  @Test
  void whatAHandlerPublishesIsAChildOfItsHandling() {
    var processing = traced.observer.processing(Traced.HANDLER, Traced.delivery(Headers.empty()));
    traced.publish(Headers.empty());
    processing.close();

    assertThat(traced.recorder.span("send orders.*.placed"))
        .hasParent(traced.recorder.span("process orders.*.placed"));
  }

  @Test
  void aHandlersSpanIsCurrentUntilItIsClosed() {
    Span request = traced.recorder.tracer().spanBuilder("request").startSpan();
    try (Scope scope = request.makeCurrent()) {
      var processing = traced.observer.processing(Traced.HANDLER, Traced.delivery(Headers.empty()));
      assertThat(Span.current()).isNotEqualTo(request);
      processing.close();

      assertThat(Span.current()).isEqualTo(request);
    } finally {
      request.end();
    }

    assertThat(traced.recorder.span("process orders.*.placed")).hasNoParent();
  }

  @Test
  void baggageTravelsToTheHandlerAndOnwards() {
    Headers headers;
    try (Scope scope = Baggage.builder().put("tenant", "acme").build().makeCurrent()) {
      headers = traced.publish(Headers.empty());
    }

    var processing = traced.observer.processing(Traced.HANDLER, Traced.delivery(headers));
    String tenant = Baggage.current().getEntryValue("tenant");
    Headers onwards = traced.publish(Headers.empty());
    processing.close();

    assertThat(tenant).isEqualTo("acme");
    assertThat(onwards.first("baggage")).contains("tenant=acme");
  }

  @Test
  void theBaggageOfTheWorkersThreadStaysOutOfItsHandlers() {
    try (Scope scope = Baggage.builder().put("tenant", "acme").build().makeCurrent()) {
      var processing = traced.observer.processing(Traced.HANDLER, Traced.delivery(Headers.empty()));
      assertThat(Baggage.current().isEmpty()).isTrue();
      processing.close();
    }
  }

  @Test
  void theCallersHeadersAreKept() {
    Headers callers = Headers.of("X-Message-ID", "order-1").plus("list", "a").plus("list", "b");

    Headers headers = traced.publish(callers);

    assertThat(headers.names()).containsExactly("X-Message-ID", "list", "traceparent");
    assertThat(headers.without("traceparent")).isEqualTo(callers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"traceparent", "Traceparent"})
  void aCallersOwnTraceContextGivesWayToTheSpansOne(String name) {
    Headers headers =
        traced.publish(Headers.of(name, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

    assertThat(headers.names()).containsOnlyOnce("traceparent").doesNotContain("Traceparent");
    assertThat(headers.all("traceparent"))
        .singleElement()
        .asString()
        .contains(traced.recorder.span("send orders.*.placed").getSpanId());
  }
}
