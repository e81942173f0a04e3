package dev.weft.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weft.Headers;
import dev.weft.ReceiveMode;
import dev.weft.TransportException;
import dev.weft.machine.Machine;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Presence;
import dev.weft.transport.Reply;
import dev.weft.transport.RequestSource;
import dev.weft.transport.SizeLimit;
import dev.weft.transport.Source;
import dev.weft.transport.StreamSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the memory transport cannot do it says, rather than leave it out in silence. */
final class MemoryRefusalsTest {

  private final MemoryTransport transport = new MemoryTransport();
  private final Bench bench = new Bench(transport);

  @BeforeEach
  void createStream() {
    bench.stream("S", Map.of("subjects", List.of("s.>")));
  }

  private static void assertRefused(ThrowingCallable call, String... named) {
    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(call)
        .matches(TransportException::isLasting, "is lasting")
        .satisfies(failure -> assertThat(failure.getMessage()).contains(named));
  }

  @Test
  void aStreamSettingItDoesNotHave() {
    assertRefused(
        () -> bench.stream("M", Map.of("mirror", Map.of("name", "S"))), "stream M", "mirror");
    assertRefused(
        () -> bench.stream("M", Map.of("retention", "interest")), "retention = interest", "limits");
    assertRefused(
        () -> bench.stream("M", Map.of("discard", "new", "allow_msg_schedules", true)),
        "discard = new");
    assertRefused(() -> bench.stream("M", Map.of("max_msgs", "many")), "max_msgs = many");
    assertRefused(() -> bench.stream("M", Map.of("subjects", List.of("a..b"))), "\"a..b\"");
    assertRefused(() -> bench.stream("a.b", Map.of()), "\"a.b\"");
  }

  @Test
  void aConsumerSettingItDoesNotHave() {
    assertRefused(
        () -> bench.consumer("S", "c", Map.of("backoff", List.of(1L, 2L))),
        "consumer S/c",
        "backoff = [1ns, 2ns]");
    assertRefused(
        () -> bench.consumer("S", "c", Map.of("ack_policy", "none")), "ack_policy = none");
    assertRefused(
        () -> bench.consumer("S", "c", Map.of("deliver_policy", "last_per_subject")),
        "deliver_policy = last_per_subject",
        "by_start_sequence");
  }

  @Test
  void whatIsOffOrOnlyBoundsStorageIsTaken() {
    Map<String, Object> stream =
        Map.of("storage", "memory", "num_replicas", 3, "max_age", 1L, "mirror", Map.of());
    Map<String, Object> consumer =
        Map.of("description", "why", "headers_only", false, "backoff", List.of());

    assertThatCode(() -> bench.stream("T", stream)).doesNotThrowAnyException();
    assertThatCode(() -> bench.consumer("T", "c", consumer).close()).doesNotThrowAnyException();
    assertThat(transport.inspect(new StreamSpec("T", stream))).isEqualTo(new Presence.Same());
    assertThat(transport.inspect(new ConsumerSpec("T", "c", consumer)))
        .isEqualTo(new Presence.Same());
  }

  @Test
  void differencesShowTimesAsTheyAreWritten() {
    bench.consumer("S", "c", Map.of("ack_wait", 1_500_000_000L)).close();

    assertThat(
            transport.inspect(
                new ConsumerSpec("S", "c", Map.of("ack_wait", 1L, "sample_freq", "5"))))
        .isEqualTo(
            new Presence.Differs(
                List.of(
                    "ack_wait: 1500ms on the server, 1ns configured",
                    "sample_freq: not set on the server, 5 configured")));
  }

  @Test
  void aWorkQueuesConsumersShareNoSubject() {
    bench.stream("Q", Map.of("subjects", List.of("q.>"), "retention", "workqueue"));
    bench.consumer("Q", "a", Map.of("filter_subject", "q.a.*")).close();
    bench.consumer("Q", "b", Map.of("filter_subject", "q.b.*")).close();

    assertRefused(
        () -> bench.consumer("Q", "c", Map.of("filter_subject", "q.*.late")), "Q/c", "consumer a");
    assertRefused(
        () -> bench.consumer("Q", "d", Map.of("deliver_policy", "new")), "deliver_policy = new");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Nats-Expected-Last-Sequence", "Nats-Rollup", "Nats-TTL"})
  void aHeaderThatOrdersWhatItCannotDo(String header) {
    assertRefused(() -> bench.publish("s.a", "x", Headers.of(header, "1")), header, "s.a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s.*", "s.>", "s..a", "s a", ""})
  void aSubjectThatIsNone(String subject) {
    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> bench.publish(subject, "x"))
        .withMessageContaining(subject);
  }

  @Test
  void demandWithoutASlot() {
    Source source = bench.consumer("S", "c", Map.of());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> source.next(0, Duration.ZERO))
        .withMessageContaining("demand = 0");
  }

  @Test
  void anythingOnceItIsClosed() throws InterruptedException {
    Source source = bench.consumer("S", "c", Map.of());
    bench.publish("s.a", "x");
    Delivery out = Bench.now(source).get(0);
    var stream = new StreamSpec("S", Map.of());
    var consumer = new ConsumerSpec("S", "c", Map.of());

    transport.close();

    assertRefused(() -> bench.publish("s.a", "x"), "s.a", "closed");
    assertRefused(() -> source.next(1, Duration.ofMinutes(1)), "S/c", "closed");
    assertRefused(() -> out.settle(Outcome.Ack.INSTANCE), "S/1", "closed");
    assertRefused(() -> transport.open(consumer, ReceiveMode.PUSH), "S/c", "closed");
    assertRefused(() -> transport.inspect(stream), "S", "closed");
    assertRefused(() -> transport.inspect(consumer), "S/c", "closed");
    assertRefused(() -> transport.create(stream), "S", "closed");
    assertRefused(() -> transport.create(consumer), "S/c", "closed");
  }

  @Test
  void aRequestThatIsNotAnsweredFailsWhenItIsClosed() {
    try (RequestSource source = transport.requests().receive("r", Optional.empty())) {
      CompletableFuture<Reply> reply =
          transport.requests().send("r", new byte[0], Headers.empty(), Duration.ofHours(1));

      transport.close();

      assertThat(reply)
          .isCompletedExceptionally()
          .failsWithin(Duration.ZERO)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(TransportException.class)
          .withMessage("request to r: closed before it was answered");
      assertThat(source.isOver()).isFalse();
    }
  }

  @Test
  void whatIsLargerThanItsLimitIsRefused() {
    try (var small = new MemoryTransport(Machine.real(), new SizeLimit(1_000))) {
      small.create(new StreamSpec("SMALL", Map.of("subjects", List.of("small"))));

      small.outbox().publish("small", new byte[1_000], Headers.empty());

      assertThatExceptionOfType(TransportException.class)
          .isThrownBy(() -> small.outbox().publish("small", new byte[1_001], Headers.empty()))
          .withMessageContaining("at most 1000 (max_payload)");
    }
  }
}
