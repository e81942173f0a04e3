package dev.weft.jetstream;

import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.Headers;
import dev.weft.Message;
import dev.weft.PublishOptions;
import dev.weft.engine.Observer;
import dev.weft.telemetry.Recorder;
import dev.weft.telemetry.WeftTelemetry;
import dev.weft.testing.CapturedLog;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What travels with a message: its trace, its id and its headers, goflux's own among them. */
class JetStreamsTraceTest extends TypedApi {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";

  @AutoClose private final Recorder recorder = new Recorder();
  private final Observer observer = Observer.of(WeftTelemetry.create(recorder.openTelemetry()));
  private final List<Message<Order>> messages = new CopyOnWriteArrayList<>();

  @Test
  void aHandlingIsARootOfItsOwnAndLinkedToThePublish() throws Exception {
    JetStreams.publisher(connection, CODEC, observer).publish(SUBJECT, new Order(1));

    subscribe(subscriber(observed()), messages::add);
    awaitSpans(2);

    SpanData sent = recorder.span("send " + SUBJECT);
    SpanData handled = recorder.span("process " + SUBJECT);
    assertThat(sent).hasKind(SpanKind.PRODUCER).hasNoParent();
    assertThat(handled).hasKind(SpanKind.CONSUMER).hasNoParent();
    assertThat(handled.getTraceId()).isNotEqualTo(sent.getTraceId());
    assertLinked(handled, sent.getTraceId(), sent.getSpanId());
    assertThat(messages.get(0).headers().first("traceparent").orElseThrow())
        .startsWith("00-" + sent.getTraceId() + "-" + sent.getSpanId() + "-");
  }

  @Test
  void aFetchIsObservedToo() throws Exception {
    JetStreams.publisher(connection, CODEC, observer).publishAsync(SUBJECT, new Order(1)).join();

    var options = FetcherOptions.defaults().withTelemetry(observer);
    var consumer = close(JetStreams.fetcher(connection, context(), CODEC, options));
    consumer.fetch(1).get(0).ack();

    SpanData sent = recorder.span("send " + SUBJECT);
    assertLinked(recorder.span("process " + SUBJECT), sent.getTraceId(), sent.getSpanId());
  }

  @Test
  void eachAttemptIsASpanOfItsOwnAndAFailureIsRecorded() throws Exception {
    publish(1);

    try (var log = CapturedLog.of("dev.weft", Level.WARN)) {
      subscribe(
          subscriber(observed()),
          message -> {
            if (message.attempt() == 1) {
              throw new IllegalStateException("gateway away");
            }
          });
      awaitSpans(2);
      assertThat(log.lines()).hasSize(1);
    }

    SpanData failed = recorder.spans().get(0);
    assertThat(failed.getEvents()).singleElement().matches(e -> e.getName().equals("exception"));
    assertThat(recorder.spans().get(1).getEvents()).isEmpty();
  }

  @Test
  void aMessageOfGofluxIsReadWithoutLoss() throws Exception {
    var headers = new io.nats.client.impl.Headers();
    headers.put("traceparent", "00-" + TRACE + "-" + SPAN + "-01");
    headers.put("X-Message-ID", "order-7");
    headers.put("X-Goflux-Tenant", "acme");
    headers.put("X-Goflux-Via", "one", "two");
    jetStream.publish(SUBJECT, headers, "{\"id\":7}".getBytes(UTF_8));

    subscribe(subscriber(observed()), messages::add);
    awaitSpans(1);

    Message<Order> message = messages.get(0);
    assertThat(message.payload()).isEqualTo(new Order(7));
    assertThat(message.id()).isEqualTo("order-7");
    assertThat(message.headers().first("X-Goflux-Tenant")).contains("acme");
    assertThat(message.headers().all("X-Goflux-Via")).containsExactly("one", "two");
    assertThat(message.headers().names())
        .containsExactlyInAnyOrder(
            "traceparent", "X-Message-ID", "X-Goflux-Tenant", "X-Goflux-Via");
    assertLinked(recorder.span("process " + SUBJECT), TRACE, SPAN);
  }

  @Test
  void whatIsForGofluxTravelsAsItReadsIt() throws Exception {
    JetStreams.publisher(connection, CODEC, observer)
        .publish(
            SUBJECT,
            new Order(7),
            PublishOptions.defaults()
                .withMessageId("order-7")
                .withHeaders(Headers.of("X-Goflux-Tenant", "acme")));

    var sent = management.getMessage(STREAM, 1);
    assertThat(sent.getData()).asString().isEqualTo("{\"id\":7}");
    assertThat(sent.getHeaders().get("X-Message-ID")).containsExactly("order-7");
    assertThat(sent.getHeaders().get("X-Goflux-Tenant")).containsExactly("acme");
    // Its carrier looks for this spelling and no other.
    assertThat(sent.getHeaders().get("traceparent")).hasSize(1);
  }

  private SubscriberOptions observed() {
    return SubscriberOptions.defaults().withRetry(QUICK).withTelemetry(observer);
  }

  private void awaitSpans(int count) {
    await().until(() -> recorder.spans().size() == count);
  }

  private static void assertLinked(SpanData span, String trace, String to) {
    assertThat(span.getLinks())
        .singleElement()
        .extracting(LinkData::getSpanContext)
        .matches(link -> link.getTraceId().equals(trace) && link.getSpanId().equals(to));
  }
}
