package dev.weft.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.weft.AckMode;
import dev.weft.BatchPolicy;
import dev.weft.BreakerPolicy;
import dev.weft.Middleware;
import dev.weft.PublishLimits;
import dev.weft.Rate;
import dev.weft.ReceiveMode;
import dev.weft.RetryPolicy;
import dev.weft.Telemetry;
import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.jetstream.settings.ConnectionSettings.Auth;
import dev.weft.jetstream.settings.ConnectionSettings.Subjects;
import dev.weft.jetstream.settings.TlsSettings;
import dev.weft.telemetry.Recorder;
import dev.weft.telemetry.WeftTelemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Options of the typed API are values, and each choice is one of its own. */
class TypedOptionsTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @AutoClose private final Recorder recorder = new Recorder();

  @Test
  void eachChoiceOfASubscriberCountsAndIsKept() {
    Middleware middleware = (message, next) -> next.proceed();
    var once = RetryPolicy.builder().attempts(1).fixedDelay(Duration.ZERO).build();
    var rate = new Rate(5, SECOND);
    var pairs = new BatchPolicy(2, SECOND);
    var all =
        assertEachCounts(
            SubscriberOptions.builder(),
            SubscriberOptions.Builder::build,
            SubscriberOptions::toBuilder,
            builder -> builder.ack(AckMode.MANUAL),
            builder -> builder.ackConfirm(true),
            builder -> builder.mode(ReceiveMode.PULL),
            builder -> builder.pullBatch(50),
            builder -> builder.concurrency(4),
            builder -> builder.rate(rate),
            builder -> builder.breaker(BreakerPolicy.defaults()),
            builder -> builder.batch(pairs),
            builder -> builder.retry(once),
            builder -> builder.timeout(SECOND),
            builder -> builder.middleware(List.of(middleware)));

    assertThat(all)
        .isEqualTo(
            SubscriberOptions.defaults()
                .withManualAck()
                .withConfirmedAck()
                .withPullBatch(50)
                .withConcurrency(4)
                .withRate(rate)
                .withBreaker(BreakerPolicy.defaults())
                .withBatch(pairs)
                .withRetry(once)
                .withTimeout(SECOND)
                .withMiddleware(middleware));
    assertThat(all)
        .asString()
        .contains("ack=MANUAL", "pullBatch=50", "concurrency=4", "timeout=PT1S");
    assertThat(all.toBuilder().withoutRate().build().rate()).isEmpty();
  }

  @Test
  void eachChoiceOfAFetcherCountsAndIsKept() {
    var all =
        assertEachCounts(
            FetcherOptions.builder(),
            FetcherOptions.Builder::build,
            FetcherOptions::toBuilder,
            builder -> builder.ackConfirm(true));

    assertThat(all).isEqualTo(FetcherOptions.defaults().withConfirmedAck());
  }

  @Test
  void eachChoiceOfAPublisherCountsAndIsKept() {
    var limits = new PublishLimits(SECOND, 5);
    var all =
        assertEachCounts(
            PublisherOptions.builder(),
            PublisherOptions.Builder::build,
            PublisherOptions::toBuilder,
            builder -> builder.timeout(SECOND),
            builder -> builder.limits(limits));

    assertThat(all).isEqualTo(PublisherOptions.defaults().withTimeout(SECOND).withLimits(limits));
  }

  @Test
  void eachChoiceOfAResponderCountsAndIsKept() {
    var all =
        assertEachCounts(
            AnsweringOptions.builder(),
            AnsweringOptions.Builder::build,
            AnsweringOptions::toBuilder,
            builder -> builder.queueGroup("prices"),
            builder -> builder.concurrency(4),
            builder -> builder.timeout(SECOND));

    assertThat(all)
        .isEqualTo(AnsweringOptions.inGroup("prices").withConcurrency(4).withTimeout(SECOND));
    assertThat(all.withoutGroup().queueGroup()).isEmpty();
  }

  @Test
  void eachChoiceOfAConnectionCountsAndIsKept() {
    var all =
        assertEachCounts(
            ConnectionSettings.builder(),
            ConnectionSettings.Builder::build,
            ConnectionSettings::toBuilder,
            builder -> builder.servers("nats://one:4222", "nats://two:4222"),
            builder -> builder.name("orders"),
            builder -> builder.connectTimeout(SECOND),
            builder -> builder.auth(new Auth.Token("t")),
            builder -> builder.tls(TlsSettings.builder().ca(Path.of("ca.crt")).build()),
            builder -> builder.subjects(new Subjects("$JS.hub.API", "_INBOX")));

    assertThat(all.servers()).containsExactly("nats://one:4222", "nats://two:4222");
    assertThat(all.tls()).isEqualTo(TlsSettings.builder().ca(Path.of("ca.crt")).build());
  }

  @Test
  void whatCannotBeIsRefusedByItsName() {
    refused(() -> SubscriberOptions.builder().concurrency(0), "concurrency 0: expected at least 1");
    refused(() -> SubscriberOptions.builder().pullBatch(0), "pull batch 0: expected at least 1");
    refused(
        () -> SubscriberOptions.builder().pullBatch(500).build(),
        "pull batch 500 with mode PUSH: expected mode PULL, or 1");
    refused(
        () -> SubscriberOptions.builder().timeout(Duration.ZERO),
        "timeout PT0S: expected more than zero");
    refused(
        () -> PublisherOptions.builder().timeout(Duration.ZERO),
        "timeout PT0S: expected more than zero");
    refused(() -> AnsweringOptions.builder().concurrency(0), "concurrency 0: expected at least 1");
    refused(() -> ConnectionSettings.builder().servers(), "servers: expected at least one address");
  }

  @Test
  @SuppressWarnings("NullAway") // not every caller has a null checker
  void nullIsRefusedByItsName() {
    nullRefused(() -> SubscriberOptions.builder().retry(null), "retry: null");
    nullRefused(() -> SubscriberOptions.builder().rate(null), "rate: null");
    nullRefused(() -> SubscriberOptions.builder().breaker(null), "breaker: null");
    nullRefused(() -> SubscriberOptions.defaults().withTelemetry(null), "telemetry: null");
    nullRefused(() -> FetcherOptions.defaults().withTelemetry(null), "telemetry: null");
    nullRefused(() -> PublisherOptions.defaults().withLimits(null), "limits: null");
    nullRefused(() -> AnsweringOptions.inGroup(null), "queue group: null");
    nullRefused(() -> ConnectionSettings.builder().auth(null), "auth: null");
  }

  /** Makes one choice after the other; what was built before each differs from what is after it. */
  @SafeVarargs
  private static <O, B> O assertEachCounts(
      B builder, Function<B, O> build, Function<O, B> toBuilder, UnaryOperator<B>... choices) {
    O last = build.apply(builder);
    for (UnaryOperator<B> choice : choices) {
      O next = build.apply(choice.apply(toBuilder.apply(last)));
      assertThat(next).isNotEqualTo(last);
      assertThat(build.apply(toBuilder.apply(next))).isEqualTo(next).hasSameHashCodeAs(next);
      last = next;
    }
    return last;
  }

  private static void refused(ThrowingCallable call, String text) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(text);
  }

  @Test
  void telemetryOfAnApplicationsOwnIsRefused() {
    var own = new Telemetry() {};

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PublisherOptions.defaults().withTelemetry(own))
        .withMessageEndingWith(
            ": expected one that dev.weft.telemetry.WeftTelemetry.create(openTelemetry) makes");
  }

  @Test
  void optionsWithOneTelemetryAreEqualAndGiveItBack() {
    Telemetry telemetry = WeftTelemetry.create(recorder.openTelemetry());

    var publisher = PublisherOptions.defaults().withTelemetry(telemetry);
    assertThat(publisher).isEqualTo(PublisherOptions.builder().telemetry(telemetry).build());
    assertThat(publisher.telemetry()).isSameAs(telemetry);
    var subscriber = SubscriberOptions.defaults().withTelemetry(telemetry);
    assertThat(subscriber).isEqualTo(SubscriberOptions.builder().telemetry(telemetry).build());
    assertThat(subscriber.telemetry()).isSameAs(telemetry);
    var answering = AnsweringOptions.builder().telemetry(telemetry).build();
    assertThat(answering).isEqualTo(AnsweringOptions.builder().telemetry(telemetry).build());
    assertThat(answering.telemetry()).isSameAs(telemetry);
  }

  private static void nullRefused(ThrowingCallable call, String text) {
    assertThatNullPointerException().isThrownBy(call).withMessageStartingWith(text);
  }
}
