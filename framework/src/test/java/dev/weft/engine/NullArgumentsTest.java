package dev.weft.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.weft.Headers;
import dev.weft.Message;
import dev.weft.Pipe;
import dev.weft.PublishLimits;
import dev.weft.PublishMiddleware;
import dev.weft.PublishOptions;
import dev.weft.Rate;
import dev.weft.RefuseException;
import dev.weft.RejectException;
import dev.weft.RequestOptions;
import dev.weft.RetryException;
import dev.weft.RetryPolicy;
import dev.weft.codec.JsonCodec;
import dev.weft.engine.publish.CodecPublisher;
import dev.weft.engine.publish.MessageIds;
import dev.weft.machine.Machine;
import dev.weft.telemetry.WeftTelemetry;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A null of a caller without a null checker is named, or means something. */
@SuppressWarnings("NullAway")
class NullArgumentsTest {

  @AutoClose private final Bench bench = new Bench();

  @Test
  void ofExceptionsAndOptionsIsNamed() {
    refused(() -> new RetryException(null, "why"), "retry after: null; expected a delay");
    refused(() -> new RefuseException(400, null, "why"), "type of a refusal: null");
    refused(() -> RequestOptions.defaults().withTimeout(null), "timeout: null");
    refused(() -> RequestOptions.defaults().withHeaders(null), "headers: null");
    refused(() -> PublishOptions.defaults().withHeaders(null), "headers: null");
    refused(() -> Headers.of("a", null), "header a: null");
    refused(() -> Headers.of(null, "a"), "header name: null");
    assertThat(PublishOptions.defaults().withMessageId(null).messageId()).isNull();
    assertThat(new RejectException(null)).hasMessage(null);
    assertThat(new RetryException(Duration.ZERO, null)).hasMessage(null);
  }

  @Test
  void ofHeadersIsNamed() {
    Headers headers = Headers.of("a", "1");

    refused(() -> Headers.copyOf(null), "headers: null");
    refused(() -> Headers.copyOf(Collections.singletonMap("a", null)), "values of a header: null");
    refused(() -> headers.first(null), "header name: null");
    refused(() -> headers.all(null), "header name: null");
    refused(() -> headers.allIgnoringCase(null), "header name: null");
    refused(() -> headers.without(null), "header name: null");
    refused(() -> headers.withoutIgnoringCase(null), "header name: null");
  }

  @Test
  void ofPoliciesIsNamed() {
    Set<Class<? extends Throwable>> none = Collections.singleton(null);

    refused(() -> new PublishLimits(null, 1), "retry for: null");
    refused(() -> new Rate(1, null), "a rate's time: null");
    refused(() -> RetryPolicy.builder().firstDelay(null), "first delay: null");
    refused(() -> RetryPolicy.builder().maxDelay(null), "max delay: null");
    refused(() -> RetryPolicy.builder().notRetried(null), "not retried: null");
    refused(() -> RetryPolicy.builder().notRetried(none), "an exception of not retried: null");
    refused(() -> WeftTelemetry.create(null), "OpenTelemetry: null");
  }

  @Test
  void ofPipesIsNamed() {
    refused(() -> Pipe.map("s.a", null), "mapping: null");
    refused(() -> Pipe.flatMap("s.a", null), "mapping: null");
    refused(() -> Pipe.forward("s.a").onlyIf(null), "test: null");
    refused(() -> Pipe.forward(null), "subject: null");
  }

  @Test
  void ofPublishersIsNamed() {
    var publisher =
        new CodecPublisher<>(
            JsonCodec.of(String.class),
            bench.memory.outbox(),
            Observer.none(),
            MessageIds.of(Machine.real()));

    refused(() -> publisher.publish("a", null), "payload for a: null");
    refused(() -> publisher.publish(null, "x"), "subject: null");
    refused(() -> publisher.publish("a", "x", null), "options for a: null");
    refused(() -> publisher.publishAsync("a", "x", null), "options for a: null");
    refused(() -> publisher.to(null), "subject: null");
    refused(() -> publisher.with((PublishMiddleware[]) null), "middleware: null");
    refused(() -> publisher.with((PublishMiddleware) null), "middleware: null");
  }

  @Test
  void ofMessagesIsNamedAndATermNeedsNoReason() {
    var failures = new CopyOnWriteArrayList<Throwable>();
    bench.memory.create(bench.consumer());
    bench.manual().emitting(bench.memory.outbox()).publish("one");

    bench.start(
        message -> {
          for (ThrowingCallable call : calls(message)) {
            try {
              call.call();
            } catch (Throwable e) {
              failures.add(e);
            }
          }
          message.term(null);
        });

    bench.outcomes.awaitSettlements("reject one #1");
    assertThat(failures)
        .extracting(failure -> String.valueOf(failure.getMessage()))
        .satisfiesExactly(
            nak -> assertThat(nak).contains("retry after: null"),
            payload -> assertThat(payload).contains("payload for s.a: null"),
            subject -> assertThat(subject).contains("subject: null"),
            options -> assertThat(options).contains("options for s.a: null"));
  }

  private static List<ThrowingCallable> calls(Message<String> message) {
    return List.of(
        () -> message.nak(null),
        () -> message.emit("s.a", null),
        () -> message.emit(null, "x"),
        () -> message.emit("s.a", "x", null));
  }

  private static void refused(ThrowingCallable call, String text) {
    assertThatNullPointerException().isThrownBy(call).withMessageContaining(text);
  }
}
