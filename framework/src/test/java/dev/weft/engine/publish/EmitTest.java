package dev.weft.engine.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weft.Codec;
import dev.weft.Headers;
import dev.weft.Message;
import dev.weft.PublishOptions;
import dev.weft.PublishReceipt;
import dev.weft.RetryException;
import dev.weft.RetryPolicy;
import dev.weft.TransportException;
import dev.weft.codec.Codecs;
import dev.weft.codec.StringCodec;
import dev.weft.engine.Bench;
import dev.weft.engine.BreakableOutbox;
import dev.weft.engine.BreakableOutbox.Fault;
import dev.weft.engine.CountedDelivery;
import dev.weft.engine.Observer;
import dev.weft.engine.Parts;
import dev.weft.engine.SideStream;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.delivery.HandledMessage;
import dev.weft.engine.retry.RetryWatch;
import dev.weft.engine.retry.ScheduledRetries;
import dev.weft.engine.worker.Worker;
import dev.weft.machine.Machine;
import dev.weft.testing.DetachedDelivery;
import dev.weft.testing.InMemory;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outbox;
import dev.weft.transport.SizeLimit;
import dev.weft.transport.StreamSpec;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a handler emits is stored before its message is acknowledged, and once. */
class EmitTest {

  @AutoClose private final Bench bench = new Bench();
  private final BreakableOutbox outbox = new BreakableOutbox(bench.memory.outbox());

  EmitTest() {
    bench.memory.create(new StreamSpec("OUT", Map.of("subjects", List.of("out.>"))));
    bench.memory.create(bench.consumer());
    bench.emitting(outbox);
  }

  @Test
  void theAcknowledgementWaitsUntilAllIsStored() {
    outbox.hold();
    bench.publish("one");
    bench.start(EmitTest::emitTwo);
    await().until(() -> outbox.unanswered() == 2);

    outbox.answerOne();
    assertThat(bench.outcomes.settlements()).isEmpty();
    outbox.answerOne();

    bench.outcomes.awaitSettlements("ack one #1");
    assertThat(emitted()).containsExactly("one-a", "one-b");
  }

  @Test
  void whatCouldNotBeStoredHasTheMessageHandledAgain() {
    outbox.fail(Fault.REFUSED, 1);
    bench.publish("one");

    bench.start(EmitTest::emitTwo);

    bench.outcomes.awaitSettlements("retry one #1", "ack one #2");
    assertThat(bench.outcomes.all()).contains("failed TransportException");
    assertThat(emitted()).containsExactlyInAnyOrder("one-a", "one-b");
  }

  @Test
  void whatIsTooLargeThrowsInTheHandlerAndItsMessageIsRejectedThoughThatIsCaught() {
    var failure = new AtomicReference<TransportException>();
    int most = (int) outbox.limit().maxPayload();
    bench.publish("one");

    bench.start(
        message -> {
          try {
            message.emit("out.a", "x".repeat(most));
          } catch (TransportException e) {
            failure.set(e);
          }
        });

    bench.outcomes.awaitSettlements("reject one #1");
    assertThat(failure.get())
        .hasMessageContaining("publish to out.a: too large")
        .hasMessageContaining("at most " + most);
  }

  @ParameterizedTest
  @ValueSource(strings = {"out.*", "out.>", "", " ", "out.a b", "out..a", "out.\n"})
  void aSubjectThatIsNoneEndsTheMessageAtOnceThoughThatIsCaught(String subject) {
    var failures = new CopyOnWriteArrayList<TransportException>();
    bench.publish("one", "two");

    Worker worker =
        bench.start(
            message -> {
              try {
                message.emit(subject, "x");
              } catch (TransportException e) {
                failures.add(e);
                if (message.payload().equals("one")) {
                  throw e;
                }
              }
            });

    bench.outcomes.awaitSettlements("reject one #1", "reject two #1");
    assertThat(failures)
        .hasSize(2)
        .allMatch(TransportException::isUnsendable)
        .allSatisfy(failure -> assertThat(failure).hasMessageContaining("expected tokens"));
    assertThat(worker.problem()).as("it says nothing of the server").isEmpty();
  }

  @Test
  void aSubjectThatNoStreamTakesIsShownOnceUntilSomethingElseIsStored() {
    bench.retry(RetryPolicy.builder().attempts(1).fixedDelay(Duration.ZERO).build());
    bench.publish("nowhere.1", "nowhere.2", "nowhere.3");

    Worker worker = bench.start(message -> message.emit(message.payload(), "x"));

    bench.outcomes.awaitSettlements(
        "reject nowhere.1 #1", "reject nowhere.2 #1", "reject nowhere.3 #1");
    assertThat(worker.problem())
        .hasValueSatisfying(
            problem ->
                assertThat(problem)
                    .contains("emits is refused", "nowhere.3: no stream takes this subject")
                    .doesNotContain("more)"));

    bench.publish("out.a");
    await().untilAsserted(() -> assertThat(worker.problem()).isEmpty());
  }

  @Test
  void whatASecondAttemptEmitsAgainIsStoredOnce() {
    bench.publish("one");

    bench.start(
        message -> {
          emitTwo(message);
          if (message.attempt() == 1) {
            throw new IllegalStateException("after it emitted");
          }
        });

    bench.outcomes.awaitSettlements("retry one #1", "ack one #2");
    assertThat(emitted()).containsExactly("one-a", "one-b");
  }

  @Test
  void idsAreMadeOfTheMessagesPlaceAndTimeTheHandlersNameAndANumber() {
    bench.publish("one");

    bench.start(EmitTest::emitTwo);

    bench.outcomes.awaitSettlements("ack one #1");
    List<Delivery> emitted = deliveries();
    assertThat(emitted.get(0).id()).matches("S/1@\\d{13}\\.test\\.1");
    assertThat(emitted.get(1).id()).isEqualTo(emitted.get(0).id().replaceAll("1$", "2"));
    assertThat(emitted.get(0).headers().first(Headers.NATS_MESSAGE_ID))
        .contains(emitted.get(0).id());
  }

  @Test
  void headersOfTheHandlersOwnGoAlongAndTheIdIsMadeAllTheSame() throws Exception {
    bench.publish("one");
    var tenant = PublishOptions.builder().headers(Headers.of("Tenant", "acme")).build();

    bench.start(message -> message.emit("out.a", "a", tenant));

    bench.outcomes.awaitSettlements("ack one #1");
    assertThat(deliveries())
        .singleElement()
        .satisfies(
            emitted -> {
              assertThat(emitted.headers().first("Tenant")).contains("acme");
              assertThat(emitted.id()).matches("S/1@\\d{13}\\.test\\.1");
              assertThat(emitted.headers().first(Headers.NATS_MESSAGE_ID)).contains(emitted.id());
            });
  }

  @Test
  void anIdOfTheHandlersOwnIsTheOneByWhichTheStreamKnowsASecondCopy() throws Exception {
    bench.publish("one");

    bench.start(
        message -> {
          var options = PublishOptions.defaults();
          if (message.attempt() == 1) {
            message.emit("out.a", "a", options.withMessageId("order-1"));
            throw new IllegalStateException("after it emitted");
          }
          message.emit("out.b", "b", options.withMessageId("order-2"));
          message.emit("out.a", "a", options.withMessageId("order-1")); // its number is another
        });

    bench.outcomes.awaitSettlements("retry one #1", "ack one #2");
    assertThat(deliveries()).extracting(Delivery::id).containsExactly("order-1", "order-2");
  }

  @Test
  void withoutDeduplicationEachAttemptStoresACopy() throws Exception {
    bench.publish("one");

    bench.start(
        message -> {
          message.emit("out.a", "a", PublishOptions.defaults().withoutDeduplication());
          if (message.attempt() == 1) {
            throw new IllegalStateException("after it emitted");
          }
        });

    bench.outcomes.awaitSettlements("retry one #1", "ack one #2");
    assertThat(deliveries())
        .hasSize(2)
        .allSatisfy(copy -> assertThat(copy.headers().first(Headers.NATS_MESSAGE_ID)).isEmpty());
  }

  @Test
  void theContentTypeOfTheHandledMessageGoesOnWhereItFitsWhatIsWritten() throws Exception {
    var emitter = new Emitter("test", Codecs::forType, outbox, Observer.none());
    Headers csv =
        Headers.of(Headers.CONTENT_TYPE, "text/csv; header=absent").with("Tenant", "acme");
    Headers order = Headers.of(Headers.CONTENT_TYPE, "application/vnd.order+json");

    emitCopying(emitter, csv, List.of("a", "b"));
    emitCopying(emitter, csv, "a,b");
    emitCopying(emitter, order, List.of("a", "b"));

    assertThat(deliveries())
        .extracting(one -> one.headers().first(Headers.CONTENT_TYPE).orElseThrow())
        .containsExactly(
            "application/json", "text/csv; header=absent", "application/vnd.order+json");
    assertThat(deliveries().getFirst().headers().first("Tenant")).contains("acme");
  }

  @Test
  void aContentTypeOfTheHandlersOwnIsSentAsItIs() throws Exception {
    var emitter = new Emitter("test", Codecs::forType, outbox, Observer.none());
    var own = PublishOptions.defaults().withHeaders(Headers.of(Headers.CONTENT_TYPE, "text/csv"));

    emitter.emit(new CountedDelivery(1), 1, "out.a", List.of("a", "b"), own).get();

    assertThat(deliveries().getFirst().headers().first(Headers.CONTENT_TYPE)).contains("text/csv");
  }

  private static void emitCopying(Emitter emitter, Headers headers, Object payload)
      throws Exception {
    var cause =
        new DetachedDelivery() {
          @Override
          public Headers headers() {
            return headers;
          }
        };
    var options = PublishOptions.defaults().withHeaders(headers).withoutDeduplication();
    emitter.emit(cause, 1, "out.a", payload, options).get();
  }

  @Test
  void whatNoHeaderTakesOfTheHandlersNameIsEncodedInTheIds() throws Exception {
    var emitter =
        new Emitter("pr\u00fcfung 5%", type -> StringCodec.INSTANCE, outbox, Observer.none());

    emitter.emit(new CountedDelivery(1), 1, "out.a", "one", PublishOptions.defaults()).get();

    assertThat(deliveries())
        .singleElement()
        .extracting(Delivery::id)
        .isEqualTo("S/1@0.pr%C3%BCfung 5%25.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"order-1", ""})
  void messagesThatShareAnIdEmitAsAnyTwo(String shared) {
    for (String text : List.of("one", "two")) {
      bench
          .memory
          .outbox()
          .publish("s.a", text.getBytes(UTF_8), Headers.of(Headers.MESSAGE_ID, shared));
    }

    bench.start(EmitTest::emitTwo);

    bench.outcomes.awaitSettlements("ack one #1", "ack two #1");
    assertThat(emitted()).containsExactly("one-a", "one-b", "two-a", "two-b");
  }

  @Test
  void whatADueRetryEmitsAgainIsStoredOnce() {
    bench.memory.create(SideStream.RETRIES.beside("S", Map.of()));
    bench.memory.create(ScheduledRetries.consumerFor(bench.consumer()));
    bench
        .retryStore(
            new ScheduledRetries(
                bench.memory,
                bench.consumer(),
                new ScheduledRetries.Timing(Duration.ZERO, InstantSource.system(), Machine.real()),
                new RetryWatch(Machine.real(), bench.memory, "S", Duration.ZERO, () -> {}),
                () -> {},
                () -> {}))
        .publish("one");

    bench.start(
        message -> {
          emitTwo(message);
          if (message.attempt() == 1) {
            throw new RetryException(Duration.ofMillis(50), "after it emitted");
          }
        });

    bench.outcomes.awaitSettlements("retry one #1", "ack one #2");
    assertThat(emitted()).containsExactly("one-a", "one-b");
  }

  @Test
  void nothingIsKeptOfWhatIsStoredWhileTheHandlerGoesOn() {
    outbox.hold();
    var answers = new CopyOnWriteArrayList<WeakReference<CompletableFuture<PublishReceipt>>>();
    bench.emitting(remembering(answers)).publish("one");
    var done = new CountDownLatch(1);
    bench.start(
        message -> {
          emitTwo(message);
          done.await();
        });
    await().until(() -> outbox.unanswered() == 2);
    assertThat(answers).hasSize(2).noneMatch(answer -> answer.get() == null);

    outbox.answerOne();
    outbox.answerOne();

    await()
        .until(
            () -> {
              System.gc();
              return answers.stream().allMatch(answer -> answer.get() == null);
            });
    done.countDown();
    bench.outcomes.awaitSettlements("ack one #1");
  }

  private Outbox remembering(List<WeakReference<CompletableFuture<PublishReceipt>>> answers) {
    return new Outbox() {
      @Override
      public SizeLimit limit() {
        return outbox.limit();
      }

      @Override
      public PublishReceipt publish(String subject, byte[] data, Headers headers) {
        return outbox.publish(subject, data, headers);
      }

      @Override
      public CompletableFuture<PublishReceipt> publishAsync(
          String subject, byte[] data, Headers headers) {
        CompletableFuture<PublishReceipt> answer = outbox.publishAsync(subject, data, headers);
        answers.add(new WeakReference<>(answer));
        return answer;
      }
    };
  }

  @Test
  void withManualAcknowledgementTheAckWaitsToo() {
    outbox.hold();
    bench.manual().publish("one");
    bench.start(
        message -> {
          emitTwo(message);
          message.ack();
        });
    await().until(() -> outbox.unanswered() == 2);
    assertThat(bench.outcomes.settlements()).isEmpty();

    outbox.answerOne();
    outbox.answerOne();

    bench.outcomes.awaitSettlements("ack one #1");
  }

  @Test
  void anAckThrowsIfSomethingWasNotStoredAndTheMessageCanStillBeSettled() {
    outbox.fail(Fault.REFUSED, 1);
    var failure = new AtomicReference<Throwable>();
    bench.manual().publish("one");

    bench.start(
        message -> {
          emitTwo(message);
          try {
            message.ack();
          } catch (TransportException e) {
            failure.set(e);
            message.nak();
          }
        });

    bench.outcomes.awaitSettlements("retry one #1", "ack one #2");
    assertThat(failure.get()).hasMessage("emission 1 failed: not allowed");
  }

  @Test
  void whatIsRejectedDoesNotWaitForWhatItEmitted() {
    outbox.hold();
    bench.manual().publish("one");

    bench.start(
        message -> {
          emitTwo(message);
          message.term("after all");
        });

    bench.outcomes.awaitSettlements("reject one #1");
  }

  @Test
  void anInterruptWhileItWaitsHandsTheMessageBack() {
    outbox.hold();
    bench.publish("one");
    Worker worker = bench.start(EmitTest::emitTwo);
    await().until(() -> outbox.unanswered() == 2);

    worker.stop();
    bench.thread().interrupt();
    bench.awaitEnd();

    assertThat(bench.outcomes.settlements()).containsExactly("retry one #1");
  }

  @Test
  void nothingIsEmittedOnceTheMessageIsSettled() {
    var failure = new AtomicReference<Throwable>();
    bench.manual().publish("one");

    bench.start(
        message -> {
          message.ack();
          try {
            message.emit("out.a", "late");
          } catch (IllegalStateException e) {
            failure.set(e);
          }
        });

    await().until(() -> failure.get() != null);
    assertThat(failure.get()).hasMessageContainingAll("emit to out.a", "is settled already");
    assertThat(outbox.tries()).isZero();
  }

  @ParameterizedTest
  @MethodSource("unencodable")
  void whatCannotBeEncodedFailsTheAttemptThoughThatIsCaught(Object payload, String told)
      throws Exception {
    var failures = new CopyOnWriteArrayList<Throwable>();
    bench.publish("one");

    bench.start(
        message -> {
          if (message.attempt() == 1) {
            try {
              message.emit("out.a", payload);
            } catch (IllegalArgumentException | NullPointerException e) {
              failures.add(e);
            }
          }
          message.emit("out.a", "after it");
        });

    bench.outcomes.awaitSettlements("retry one #1", "ack one #2");
    assertThat(failures)
        .singleElement()
        .satisfies(failure -> assertThat(failure).hasMessageContaining(told));
    assertThat(bench.outcomes.all()).contains("failed TransportException");
  }

  static Stream<Arguments> unencodable() {
    return Stream.of(
        Arguments.of(new Object(), "cannot encode a java.lang.Object as text/plain"),
        Arguments.of(null, "payload for out.a: null"));
  }

  @Test
  void aPayloadThatCannotBeEncodedIsSaidAtOnce() {
    var message =
        new HandledMessage<>(
            "", workOfNoOne(), new Emitter("test", type -> failing(), outbox, bench.outcomes));

    assertThatThrownBy(() -> message.emit("out.a", 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot encode a java.lang.Integer");
    assertThatThrownBy(message::ack).isInstanceOf(TransportException.class);
  }

  private Attempt workOfNoOne() {
    bench.publish("one");
    Delivery delivery = InMemory.next(bench.memory, bench.consumer());
    return new Attempt(delivery, Parts.settler(bench.outcomes), Thread.currentThread());
  }

  private static Codec<Object> failing() {
    return new dev.weft.Codec<>() {
      @Override
      public String contentType() {
        return "none";
      }

      @Override
      public byte[] encode(Object payload) {
        throw new IllegalStateException("no");
      }

      @Override
      public Object decode(byte[] data) {
        throw new IllegalStateException("not read here");
      }
    };
  }

  private static void emitTwo(Message<String> message) {
    message.emit("out.a", message.payload() + "-a");
    message.emit("out.b", message.payload() + "-b");
  }

  private List<String> emitted() {
    return deliveries().stream().map(delivery -> new String(delivery.data(), UTF_8)).toList();
  }

  private List<Delivery> deliveries() {
    return InMemory.all(bench.memory, "OUT");
  }
}
