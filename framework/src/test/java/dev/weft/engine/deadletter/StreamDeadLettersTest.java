package dev.weft.engine.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.Headers;
import dev.weft.RejectException;
import dev.weft.RetryPolicy;
import dev.weft.TransportException;
import dev.weft.engine.Bench;
import dev.weft.engine.Parts;
import dev.weft.engine.SideStream;
import dev.weft.testing.InMemory;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is given up is kept first, with all that is known of it. */
class StreamDeadLettersTest {

  private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");

  @AutoClose private final Bench bench = new Bench();
  private final AtomicInteger restored = new AtomicInteger();
  private final StreamDeadLetters deadLetters =
      new StreamDeadLetters(
          bench.memory.outbox(), InstantSource.fixed(NOW), restored::incrementAndGet);
  private final List<String> handled = new CopyOnWriteArrayList<>();

  StreamDeadLettersTest() {
    bench.memory.create(bench.consumer());
    bench.deadLetters(deadLetters);
  }

  @Test
  void aRejectedMessageIsKeptWithItsDataItsHeadersAndTheReason() {
    createStream();
    bench
        .memory
        .outbox()
        .publish(
            "s.a",
            "poison".getBytes(UTF_8),
            Headers.of("X-Customer", "Ines").plus("X-Customer", "Hugo").with("Nats-Msg-Id", "42"));

    bench.start(
        message -> {
          throw new RejectException("no such customer", new IllegalStateException("row missing"));
        });

    Delivery kept = keptOnes(1).get(0);
    assertThat(new String(kept.data(), UTF_8)).isEqualTo("poison");
    assertThat(kept.subject()).isEqualTo("DLQ.S.c");
    Headers headers = kept.headers();
    assertThat(headers.all("X-Customer")).containsExactly("Ines", "Hugo");
    assertThat(headers.first("Weft-Original-Nats-Msg-Id")).contains("42");
    assertThat(headers.first("Weft-Dead-Handler")).contains("test");
    assertThat(headers.first("Weft-Dead-Subject")).contains("s.a");
    assertThat(headers.first("Weft-Dead-Stream")).contains("S");
    assertThat(headers.first("Weft-Dead-Sequence")).contains("1");
    assertThat(headers.first("Weft-Dead-Consumer")).contains("c");
    assertThat(headers.first("Weft-Dead-Attempts")).contains("1");
    assertThat(headers.first("Weft-Dead-First-Seen")).isPresent();
    assertThat(headers.first("Weft-Dead-Last-Seen")).contains(NOW.toString());
    assertThat(headers.first("Weft-Dead-Reason").orElseThrow()).contains("no such customer");
    assertThat(headers.first("Weft-Dead-Exception")).contains(RejectException.class.getName());
    assertThat(headers.first("Weft-Dead-Message")).contains("no such customer");
    assertThat(headers.first("Weft-Dead-Stack").orElseThrow())
        .contains("StreamDeadLettersTest")
        .hasSizeLessThanOrEqualTo(2048);
    bench.outcomes.awaitSettlements("reject poison #1");
  }

  @Test
  void soIsWhatCannotBeDecodedWhatIsSpentAndWhatTheHandlerTerminates() {
    createStream();
    bench.publish(new byte[] {(byte) 0xff});
    bench.publish("spent", "terminated");

    bench.start(
        message -> {
          if (message.payload().equals("terminated")) {
            message.term("not ours");
          } else {
            throw new IllegalStateException("always");
          }
        });

    assertThat(keptOnes(3))
        .extracting(kept -> kept.headers().first("Weft-Dead-Reason").orElseThrow())
        .satisfiesExactlyInAnyOrder(
            reason -> assertThat(reason).startsWith("cannot be decoded"),
            reason -> assertThat(reason).startsWith("attempts spent (3 of 3)"),
            reason -> assertThat(reason).isEqualTo("not ours"));
  }

  @Test
  void whatTheHandlerHangsOnIsKeptInTheEnd() {
    createStream();
    bench
        .timeout(Duration.ofMillis(100))
        .retry(RetryPolicy.builder().attempts(1).fixedDelay(Duration.ZERO).build())
        .publish("hangs");

    bench.start(message -> new CountDownLatch(1).await());

    assertThat(keptOnes(1).get(0).headers().first("Weft-Dead-Reason").orElseThrow())
        .contains("longer than its time limit");
  }

  @Test
  void whatCannotBeKeptIsRetriedAndNotDropped() {
    bench.publish("poison"); // and there is no stream to keep it in

    bench.start(
        message -> {
          handled.add(message.payload());
          throw new RejectException("no");
        });

    bench.outcomes.awaitSettlements("retry poison #1");
    assertThat(restored).hasValue(1);
  }

  @Test
  void aStreamThatIsGoneIsRestoredAndTriedAgain() {
    bench
        .deadLetters(
            new StreamDeadLetters(
                bench.memory.outbox(), InstantSource.system(), this::createStream))
        .publish("poison");

    bench.start(
        message -> {
          throw new RejectException("no");
        });

    assertThat(keptOnes(1)).hasSize(1);
    bench.outcomes.awaitSettlements("reject poison #1");
  }

  @Test
  void aSecondCopyOfOneMessageIsNotKept() {
    createStream();
    bench.publish("poison");
    var reject = new Outcome.Reject("no", null);
    Delivery delivery = InMemory.next(bench.memory, bench.consumer());

    assertThat(deadLetters.keep(Parts.ID, delivery, reject)).isEqualTo("S_DLQ/1");
    assertThat(deadLetters.keep(Parts.ID, delivery, reject)).isEqualTo("S_DLQ/1");

    assertThat(keptOnes(1)).hasSize(1);
  }

  @Test
  void aReasonOfManyLinesBecomesOne() {
    createStream();
    bench.publish("poison");

    bench.start(message -> message.term("first\r\n  second\n" + "x".repeat(1_000)));

    assertThat(keptOnes(1).get(0).headers().first("Weft-Dead-Reason").orElseThrow())
        .startsWith("first | second | x")
        .hasSize(512);
  }

  @Test
  void whatAHeaderCannotCarryIsWrittenAsInJavasSource() {
    createStream();
    bench.publish("poison");

    bench.start(message -> message.term("no Jürgen\there"));

    assertThat(keptOnes(1).get(0).headers().first("Weft-Dead-Reason"))
        .contains("no J\\u00fcrgen here");
  }

  @Test
  void withoutDeadLettersItIsTerminatedAllTheSame() {
    bench.deadLetters(DeadLetters.off()).publish("poison");

    bench.start(
        message -> {
          throw new RejectException("no");
        });

    bench.outcomes.awaitSettlements("reject poison #1");
  }

  @Test
  void dataThatDoesNotFitIsInAPartBesideIt() {
    createStream();
    byte[] data = new byte[(int) bench.memory.outbox().limit().maxPayload()];
    bench.publish(data);

    bench.start(message -> message.term("not ours"));

    List<Delivery> kept = keptOnes(3);
    Headers copy = kept.get(2).headers();
    assertThat(kept.get(2).data()).isEmpty();
    assertThat(copy.first("Weft-Dead-Reason")).contains("not ours");
    assertThat(copy.first("Weft-Data-In")).contains("1,2");
    assertThat(kept.get(0).data().length + kept.get(1).data().length).isEqualTo(data.length);
    assertArePartsOf(copy, kept.subList(0, 2));
  }

  @Test
  void headersThatDoNotFitAreInAPartBesideIt() {
    createStream();
    Headers large = Headers.of("X-Large", "x".repeat(65_300)).with("X-Small", "1");
    bench.memory.outbox().publish("s.a", "poison".getBytes(UTF_8), large);

    bench.start(message -> message.term("not ours"));

    List<Delivery> kept = keptOnes(2);
    Headers copy = kept.get(1).headers();
    assertThat(new String(kept.get(1).data(), UTF_8)).isEqualTo("poison");
    assertThat(copy.first("X-Small")).contains("1");
    assertThat(copy.first("X-Large")).isEmpty();
    assertThat(copy.first("Weft-Headers-Cut")).contains("1");
    assertThat(copy.first("Weft-Headers-In")).contains("1");
    assertThat(new String(kept.get(0).data(), UTF_8))
        .isEqualTo("X-Large:" + "x".repeat(65_300) + "\r\n");
    assertArePartsOf(copy, kept.subList(0, 1));
  }

  @Test
  void whatADeadLetterSaysOfItsPartsIsNotSaidOfAnothers() {
    createStream();
    bench
        .memory
        .outbox()
        .publish("s.a", "replayed".getBytes(UTF_8), Headers.of("Weft-Data-In", "1,2"));

    bench.start(message -> message.term("not ours"));

    Headers copy = keptOnes(1).get(0).headers();
    assertThat(copy.first("Weft-Data-In")).isEmpty();
    assertThat(copy.first("Weft-Original-Weft-Data-In")).contains("1,2");
  }

  private static void assertArePartsOf(Headers copy, List<Delivery> parts) {
    assertThat(parts)
        .allSatisfy(
            part -> {
              assertThat(part.subject()).isEqualTo("DLQ.S.c.part");
              assertThat(part.headers().first("Weft-Part-Of")).isEqualTo(copy.first("Nats-Msg-Id"));
            });
  }

  @Test
  void whatFitsWithoutItsStackHasItAllInOne() {
    createStream();
    bench.publish("x".repeat((int) bench.memory.outbox().limit().maxPayload() - 800));

    bench.start(
        message -> {
          throw new RejectException("no");
        });

    assertThat(keptOnes(1).get(0).headers().first("Weft-Dead-Stack"))
        .contains("left out, since the message would be too large with it");
  }

  private void createStream() {
    bench.memory.create(SideStream.DEAD_LETTERS.beside("S", Map.of("max_age", 3_600_000_000_000L)));
  }

  private List<Delivery> keptOnes(int count) {
    await()
        .ignoreExceptionsInstanceOf(TransportException.class) // the stream may not be there yet
        .during(Duration.ofMillis(100))
        .until(() -> InMemory.all(bench.memory, "S_DLQ").size() == count);
    return InMemory.all(bench.memory, "S_DLQ");
  }
}
