package dev.weft.memory;

import static dev.weft.memory.Bench.now;
import static dev.weft.memory.Bench.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Headers;
import dev.weft.machine.Machine;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import dev.weft.transport.StreamSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules of a server that the contract leaves out: old servers or timing would blur them. */
final class MemoryRulesTest {

  private static final Outcome AT_ONCE = new Outcome.Retry(Duration.ZERO, "for the test", null);
  private static final Outcome REJECT = new Outcome.Reject("no good", null);

  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final Bench bench = new Bench(new MemoryTransport(clock));

  @Test
  void whatComesAgainGoesBeforeWhatIsNew() throws InterruptedException {
    bench.stream("S", Map.of("subjects", List.of("s")));
    Source source = bench.consumer("S", "c", Map.of());
    List.of("a", "b", "c", "d").forEach(text -> bench.publish("s", text));
    List<Delivery> out = source.next(2, Duration.ZERO);

    out.get(1).settle(AT_ONCE);
    out.get(0).settle(AT_ONCE);

    assertThat(texts(now(source))).containsExactly("b", "a", "c", "d");
  }

  @Test
  void aFullConsumerStillGivesWhatComesAgain() throws InterruptedException {
    bench.stream("S", Map.of("subjects", List.of("s")));
    Source source = bench.consumer("S", "c", Map.of("max_ack_pending", 1));
    bench.publish("s", "a");
    bench.publish("s", "b");

    now(source).get(0).settle(AT_ONCE);

    assertThat(texts(now(source))).containsExactly("a");
    assertThat(now(source)).isEmpty();
  }

  @Test
  void aLateSettlementSettlesTheMessageForItsNewHolder() throws InterruptedException {
    bench.stream("S", Map.of("subjects", List.of("s")));
    Source source = bench.consumer("S", "c", Map.of());
    bench.publish("s", "a");
    Delivery first = now(source).get(0);
    clock.advance(Duration.ofSeconds(30));
    now(source);

    assertThat(first.settle(Outcome.Ack.INSTANCE)).isTrue();

    clock.advance(Duration.ofSeconds(30));
    assertThat(now(source)).isEmpty();
  }

  @Test
  void theLastDeliveryFreesItsPlaceOnceItHasTimedOut() throws InterruptedException {
    bench.stream("S", Map.of("subjects", List.of("s")));
    Source source = bench.consumer("S", "c", Map.of("max_ack_pending", 1, "max_deliver", 1));
    bench.publish("s", "a");
    bench.publish("s", "b");
    now(source);

    clock.advance(Duration.ofSeconds(30));

    assertThat(texts(now(source))).containsExactly("b");
  }

  @Test
  void aMessagePastMaxDeliverStaysForOthers() throws InterruptedException {
    bench.stream("S", Map.of("subjects", List.of("s")));
    Source source = bench.consumer("S", "c", Map.of("max_deliver", 1));
    bench.publish("s", "a");
    now(source).get(0).settle(AT_ONCE);

    assertThat(now(source)).isEmpty();
    assertThat(texts(now(bench.consumer("S", "other", Map.of())))).containsExactly("a");
  }

  @Test
  void consumersDoNotDisturbEachOther() throws InterruptedException {
    bench.stream("S", Map.of("subjects", List.of("s")));
    Source one = bench.consumer("S", "one", Map.of());
    Source two = bench.consumer("S", "two", Map.of());
    bench.publish("s", "a");

    now(one).get(0).settle(Outcome.Ack.INSTANCE);

    assertThat(texts(now(two))).containsExactly("a");
  }

  @Test
  void severalFiltersTakeTheirSubjectsInTheOrderOfTheStream() throws InterruptedException {
    bench.stream("S", Map.of("subjects", List.of("s.>")));
    Source source = bench.consumer("S", "c", Map.of("filter_subjects", List.of("s.a", "s.c")));

    List.of("s.c", "s.b", "s.a", "s.c").forEach(subject -> bench.publish(subject, subject));

    assertThat(texts(now(source))).containsExactly("s.c", "s.a", "s.c");
  }

  @Test
  void aConsumerBeginsWhereItsPolicySays() throws InterruptedException {
    bench.stream("S", Map.of("subjects", List.of("s.>")));
    List.of("s.a", "s.b", "s.c").forEach(subject -> bench.publish(subject, subject));

    Source last = bench.consumer("S", "last", Map.of("deliver_policy", "last"));
    Source lastB =
        bench.consumer("S", "b", Map.of("deliver_policy", "last", "filter_subject", "s.b"));
    Source second =
        bench.consumer(
            "S", "second", Map.of("deliver_policy", "by_start_sequence", "opt_start_seq", 2));

    assertThat(texts(now(last))).containsExactly("s.c");
    assertThat(texts(now(lastB))).containsExactly("s.b");
    assertThat(texts(now(second))).containsExactly("s.b", "s.c");
  }

  @Test
  void aFullStreamLetsTheOldestGo() throws InterruptedException {
    bench.stream("S", Map.of("subjects", List.of("s"), "max_msgs", 2));
    Source source = bench.consumer("S", "c", Map.of());
    bench.publish("s", "a");
    Delivery first = now(source).get(0);

    List.of("b", "c", "d").forEach(text -> bench.publish("s", text));
    first.settle(AT_ONCE);

    assertThat(texts(now(source))).containsExactly("c", "d");
  }

  // No other consumer may look at a work queue's messages, so this looks at the stream itself.
  @Test
  void aWorkQueueLetsGoWhatIsAckedOrRejected() {
    var guard = new Guard(Machine.real());
    var streams = new Streams(guard, clock);
    var queue = Map.<String, Object>of("subjects", List.of("q"), "retention", "workqueue");
    var consumer = new ConsumerSpec("Q", "c", Map.of());

    guard.locked(
        () -> {
          streams.create(new StreamSpec("Q", queue));
          streams.create(consumer);
          MemoryStream stream = streams.taking("q");
          for (int i = 0; i < 3; i++) {
            stream.store("q", new byte[0], Headers.empty());
          }
          List<Delivery> out = streams.consumer(consumer).take(3);
          out.get(0).settle(Outcome.Ack.INSTANCE);
          out.get(1).settle(REJECT);
          out.get(2).settle(AT_ONCE);
        });

    MemoryStream stream = guard.locked(() -> streams.taking("q"));
    assertThat(List.of(stream.has(1), stream.has(2), stream.has(3)))
        .containsExactly(false, false, true);
  }
}
