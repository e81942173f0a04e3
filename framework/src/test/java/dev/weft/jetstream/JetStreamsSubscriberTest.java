package dev.weft.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.BatchPolicy;
import dev.weft.BreakerPolicy;
import dev.weft.Message;
import dev.weft.Middleware;
import dev.weft.Rate;
import dev.weft.ReceiveMode;
import dev.weft.RejectException;
import dev.weft.RetryException;
import dev.weft.StreamPosition;
import dev.weft.testing.CapturedLog;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A subscriber with automatic acknowledgement, in both modes. */
class JetStreamsSubscriberTest extends TypedApi {

  private final List<String> handled = new CopyOnWriteArrayList<>();

  @ParameterizedTest
  @EnumSource
  void whatAHandlerReturnsFromIsAcknowledgedInTheStreamsOrder(ReceiveMode mode) throws Exception {
    int[] ids = IntStream.rangeClosed(1, 500).toArray();
    publish(ids);

    subscribe(subscriber(options(mode)), message -> handled.add(note(message)));

    awaitAllSettled();
    assertThat(handled)
        .containsExactlyElementsOf(IntStream.of(ids).mapToObj(i -> i + "#1").toList());
    assertThat(deliveries()).isEqualTo(500);
  }

  @ParameterizedTest
  @EnumSource
  void asManyMessagesAsWantedAreInWorkAtOnce(ReceiveMode mode) throws Exception {
    publish(1, 2, 3, 4, 5, 6);
    var threeAtOnce = new CyclicBarrier(3);

    subscribe(
        subscriber(options(mode).withConcurrency(3)),
        message -> {
          threeAtOnce.await(10, TimeUnit.SECONDS);
          handled.add(note(message));
        });

    awaitAllSettled();
    assertThat(handled).hasSize(6).allMatch(seen -> seen.endsWith("#1"));
  }

  @ParameterizedTest
  @EnumSource
  void aBatchHandlerGetsSeveralAtOnceAndTheOneThatFailsFailsAlone(ReceiveMode mode)
      throws Exception {
    publish(1, 2, 3, 4);
    var options = options(mode).withBatch(new BatchPolicy(4, Duration.ofSeconds(3)));

    subscribeBatches(
        subscriber(options),
        messages -> {
          List<String> notes = messages.stream().map(JetStreamsSubscriberTest::note).toList();
          handled.add(String.join(" ", notes));
          if (notes.contains("3#1")) {
            throw new IOException("gateway away");
          }
        });

    awaitAllSettled();
    assertThat(handled.subList(0, 5))
        .containsExactly("1#1 2#1 3#1 4#1", "1#1", "2#1", "3#1", "4#1");
    assertThat(handled.subList(5, handled.size())).containsExactly("3#2");
  }

  @Test
  void aPullBatchIsReceivedWhileTheFirstMessageIsInWork() throws Exception {
    publish(1, 2, 3, 4, 5);
    var gate = new CountDownLatch(1);

    subscribe(
        subscriber(options(ReceiveMode.PULL).withPullBatch(100)),
        message -> {
          gate.await();
          handled.add(note(message));
        });

    await().until(() -> info().getNumAckPending() == 5);
    gate.countDown();
    awaitAllSettled();
    assertThat(handled).containsExactly("1#1", "2#1", "3#1", "4#1", "5#1");
    assertThat(deliveries()).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource
  void messagesBeginNoFasterThanTheRate(ReceiveMode mode) throws Exception {
    publish(1, 2, 3, 4, 5, 6);
    long start = System.nanoTime();

    subscribe(
        subscriber(options(mode).withConcurrency(6).withRate(new Rate(10, Duration.ofSeconds(1)))),
        message -> handled.add(note(message)));

    await().until(() -> handled.size() == 6);
    // A tenth of a second's worth may begin early.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(400));
  }

  @ParameterizedTest
  @EnumSource
  void aBreakerPausesASubscriberWhoseHandlerFailsTooOften(ReceiveMode mode) throws Exception {
    publish(1, 2, 3, 4);
    var breaker = BreakerPolicy.builder().minOutcomes(2).pause(Duration.ofMinutes(1)).build();

    try (var log = CapturedLog.of("dev.weft.engine.flow", Level.WARN)) {
      subscribe(
          subscriber(options(mode).withBreaker(breaker)),
          message -> {
            throw new IOException("gateway away");
          });

      await()
          .untilAsserted(
              () ->
                  assertThat(log.lines())
                      .singleElement()
                      .asString()
                      .contains("2 of 2 outcomes failed", "paused for 1m", "gateway away"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anExceptionBringsTheMessageAgain(ReceiveMode mode) throws Exception {
    publish(1, 2);

    try (var log = CapturedLog.of("dev.weft", Level.WARN)) {
      subscribe(
          subscriber(options(mode)),
          message -> {
            handled.add(note(message));
            if (note(message).equals("1#1")) {
              throw new IOException("gateway away");
            }
          });
      awaitAllSettled();

      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("WARN", "orders.placed ORDERS/1", "attempt 1 failed", "gateway away");
    }
    assertThat(handled).containsExactlyInAnyOrder("1#1", "2#1", "1#2");
  }

  @Test
  void aMessageWhoseAttemptsAreSpentIsTerminated() throws Exception {
    publish(1);

    try (var log = CapturedLog.of("dev.weft", Level.ERROR)) {
      subscribe(
          subscriber(options(ReceiveMode.PUSH)),
          message -> {
            handled.add(note(message));
            throw new IOException("gateway away");
          });
      awaitAllSettled();
      await().until(() -> log.lines().size() == 1);
      assertThat(log.lines().get(0)).contains("attempts spent (3 of 3)", "gateway away");
    }
    assertThat(handled).containsExactly("1#1", "1#2", "1#3");
  }

  @Test
  void aRejectedMessageDoesNotComeAgain() throws Exception {
    publish(1, 2);

    try (var log = CapturedLog.of("dev.weft", Level.ERROR)) {
      subscribe(
          subscriber(options(ReceiveMode.PUSH)),
          message -> {
            handled.add(note(message));
            if (message.payload().id() == 1) {
              throw new RejectException("no such customer");
            }
          });
      awaitAllSettled();
      assertThat(log.lines()).singleElement().asString().contains("no such customer");
    }
    assertThat(handled).containsExactly("1#1", "2#1");
  }

  @Test
  void aHandlerMayChooseTheDelayOfTheNextAttempt() throws Exception {
    publish(1);
    var at = new CopyOnWriteArrayList<Instant>();

    try (var log = CapturedLog.of("dev.weft", Level.WARN)) {
      subscribe(
          subscriber(options(ReceiveMode.PUSH)),
          message -> {
            at.add(Instant.now());
            if (message.attempt() == 1) {
              throw new RetryException(Duration.ofMillis(700), "too early");
            }
          });
      awaitAllSettled();
      assertThat(log.lines()).singleElement().asString().contains("again in 700ms: ");
    }
    assertThat(Duration.between(at.get(0), at.get(1))).isGreaterThan(Duration.ofMillis(650));
  }

  @ParameterizedTest
  @EnumSource
  void whatCannotBeDecodedIsTerminatedAndLoggedAndTheNextIsHandled(ReceiveMode mode)
      throws Exception {
    var advisories = connection.subscribe("$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.>");
    publishText("{broken");
    publish(2);

    try (var log = CapturedLog.of("dev.weft", Level.WARN)) {
      subscribe(subscriber(options(mode)), message -> handled.add(note(message)));
      awaitAllSettled();

      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("ERROR", "ORDERS/1", "terminated on attempt 1: cannot be decoded");
    }
    assertThat(handled).containsExactly("2#1");
    assertThat(deliveries()).isEqualTo(2);
    assertThat(advisories.nextMessage(Duration.ofSeconds(5))).isNotNull();
  }

  @Test
  void aHandlerSeesWhatTheServerKnowsOfItsMessage() throws Exception {
    Instant before = Instant.now().minusSeconds(1);
    publish(1);
    var seen = new CopyOnWriteArrayList<Message<Order>>();

    subscribe(subscriber(options(ReceiveMode.PUSH)), seen::add);
    awaitAllSettled();

    Message<Order> message = seen.get(0);
    assertThat(message.payload()).isEqualTo(new Order(1));
    assertThat(message.subject()).isEqualTo(SUBJECT);
    assertThat(message.headers().isEmpty()).isTrue();
    assertThat(message.id()).isEqualTo("ORDERS/1");
    assertThat(message.attempt()).isEqualTo(1);
    assertThat(message.timestamp()).isBetween(before, Instant.now().plusSeconds(1));
    assertThat(message.position()).contains(new StreamPosition(STREAM, 1));
  }

  @Test
  void onlyWhatTheConsumersFilterLetsThroughComes() throws Exception {
    jetStream.publish(
        "orders.cancelled", "{\"id\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    publish(2);

    var subscriber =
        close(JetStreams.subscriber(connection, context(durable().filterSubject(SUBJECT)), CODEC));
    subscribe(subscriber, message -> handled.add(message.subject() + " " + note(message)));

    awaitAllSettled();
    assertThat(handled).containsExactly("orders.placed 2#1");
  }

  @ParameterizedTest
  @EnumSource
  void aConsumersLimitsOfAPullAreKept(ReceiveMode mode) throws Exception {
    publish(IntStream.rangeClosed(1, 50).toArray());

    var subscriber =
        close(
            JetStreams.subscriber(
                connection,
                context(durable().maxBatch(2).maxExpires(Duration.ofSeconds(1))),
                CODEC,
                options(mode)));
    subscribe(subscriber, message -> handled.add(note(message)));

    awaitAllSettled();
    assertThat(handled).hasSize(50).doesNotHaveDuplicates();
  }

  @Test
  void middlewareIsAroundTheHandlerTheFirstOneOutermost() throws Exception {
    publish(1);

    subscribe(
        subscriber(options(ReceiveMode.PUSH).withMiddleware(around("outer"), around("inner"))),
        message -> handled.add("handler"));

    awaitAllSettled();
    assertThat(handled)
        .containsExactly("outer before", "inner before", "handler", "inner after", "outer after");
  }

  @Test
  void twoSubscribersShareAConsumersMessages() throws Exception {
    var first = new CopyOnWriteArrayList<String>();
    var second = new CopyOnWriteArrayList<String>();
    subscribe(subscriber(options(ReceiveMode.PULL)), message -> first.add(note(message)));
    subscribe(subscriber(options(ReceiveMode.PULL)), message -> second.add(note(message)));

    await()
        .until(
            () -> {
              publish(1);
              return !first.isEmpty() && !second.isEmpty();
            });

    awaitAllSettled();
    assertThat(first.size() + second.size()).isEqualTo((int) stored());
  }

  private Middleware around(String name) {
    return (message, next) -> {
      handled.add(name + " before");
      next.proceed();
      handled.add(name + " after");
    };
  }

  private static SubscriberOptions options(ReceiveMode mode) {
    return SubscriberOptions.defaults().withRetry(QUICK).withMode(mode);
  }
}
