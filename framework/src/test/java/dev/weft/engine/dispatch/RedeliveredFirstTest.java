package dev.weft.engine.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.weft.BreakerPolicy;
import dev.weft.ReceiveMode;
import dev.weft.StreamPosition;
import dev.weft.TransportException;
import dev.weft.engine.Bench;
import dev.weft.engine.BreakableTransport;
import dev.weft.engine.Parts;
import dev.weft.engine.flow.Breaker;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.source.WatchedSource;
import dev.weft.machine.Machine;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What was delivered before comes first, and what has come of it is not left lying about. */
class RedeliveredFirstTest {

  private static final Duration WAIT = Duration.ofSeconds(5);

  @AutoClose private final Bench bench = new Bench();
  private final Gate gate =
      new Gate(
          Machine.real(),
          "test",
          new Breaker(Parts.ID, BreakerPolicy.off(), bench.outcomes, System::nanoTime));

  @Test
  void whatHasComeGoesBackAtOnceIfTheServerCannotBeAskedAnyMore() throws Exception {
    bench.memory.create(bench.consumer());
    bench.publish("a", "b");
    Source former = bench.memory.open(bench.consumer(), ReceiveMode.PULL);
    List<Delivery> held = former.next(2, WAIT);
    held.get(0).settle(Outcome.Retry.HANDED_BACK);
    var asked = new AtomicInteger();
    var leftovers =
        new RedeliveredFirst(
            "test",
            gate,
            () -> {
              if (asked.incrementAndGet() > 1) {
                throw TransportException.passing("away", null);
              }
              return bench.memory.state(bench.consumer());
            },
            new KnownDeliveries(HashSet::new, delivery -> false));
    Source source = bench.memory.open(bench.consumer(), ReceiveMode.PULL);

    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> leftovers.before(source, List.of()));

    List<Delivery> again = source.next(1, WAIT);
    assertThat(again).singleElement().extracting(Delivery::attempt).isEqualTo(3);
  }

  // What is held and was not kept alive, as while there is no connection, comes again too.
  @Test
  void aSecondCopyOfWhatIsHeldDoesNotHideWhatIsMissing() throws Exception {
    bench.ackWait(Duration.ofSeconds(1)).prepared();
    bench.publish("held", "lost", "new");
    Source former = bench.memory.open(bench.consumer(), ReceiveMode.PULL);
    StreamPosition held = former.next(2, WAIT).getFirst().position().orElseThrow();
    var leftovers =
        new RedeliveredFirst(
            "test",
            gate,
            () -> bench.memory.state(bench.consumer()),
            new KnownDeliveries(() -> new HashSet<>(Set.of(held)), delivery -> false));
    Source source = bench.memory.open(bench.consumer(), ReceiveMode.PULL);

    assertThat(leftovers.before(source, List.of()))
        .extracting(delivery -> new String(delivery.data(), UTF_8))
        .containsExactly("held", "lost", "new");
  }

  @Test
  void aSourceThatStallsMeanwhileIsGivenUpAndWhatHasComeGoesBack() throws Exception {
    bench.memory.create(bench.consumer());
    bench.publish("lost", "come", "kept");
    Source former = bench.memory.open(bench.consumer(), ReceiveMode.PULL);
    former.next(1, WAIT);
    List<Delivery> come = former.next(1, WAIT);
    var transport = new BreakableTransport(bench.memory);
    var source =
        new WatchedSource(
            Machine.real(),
            transport.open(bench.consumer(), ReceiveMode.PULL),
            Duration.ofMillis(50));
    transport.stallOnce();
    var leftovers =
        new RedeliveredFirst(
            "test",
            gate,
            () -> bench.memory.state(bench.consumer()),
            new KnownDeliveries(HashSet::new, delivery -> false));
    var failure = new AtomicReference<@Nullable Exception>();
    var givenUp = new AtomicReference<@Nullable Thread>();

    Thread serving =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    leftovers.before(source, come);
                  } catch (InterruptedException | RuntimeException e) {
                    failure.set(e);
                  }
                });
    await()
        .until(
            () -> {
              source.look(givenUp::set);
              return givenUp.get() != null;
            });
    transport.unstall();
    serving.join();

    assertThat(givenUp).hasValue(serving);
    assertThat(failure.get()).isInstanceOf(WatchedSource.AbandonedException.class);
    assertThat(former.next(5, WAIT))
        .extracting(delivery -> new String(delivery.data(), UTF_8))
        .containsExactlyInAnyOrder("come", "kept");
  }
}
