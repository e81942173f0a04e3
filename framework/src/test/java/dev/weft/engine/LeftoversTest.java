package dev.weft.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weft.transport.Delivery;
import dev.weft.transport.Mode;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import dev.weft.transport.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What was delivered before comes first, and what has come of it is not left lying about. */
class LeftoversTest {

  private static final Duration WAIT = Duration.ofSeconds(5);

  private final Bench bench = new Bench();
  private final Gate gate =
      new Gate(
          "test",
          new Breaker(
              new HandlerId("test", "S", "c"),
              BreakerPolicy.off(),
              bench.outcomes,
              System::nanoTime));

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void whatHasComeGoesBackAtOnceIfTheServerCannotBeAskedAnyMore() throws Exception {
    bench.memory.create(bench.consumer());
    bench.publish("a", "b");
    Source former = bench.memory.open(bench.consumer(), Mode.PULL);
    List<Delivery> held = former.next(2, WAIT);
    held.get(0).settle(Outcome.Retry.HANDED_BACK);
    var asked = new AtomicInteger();
    var leftovers =
        new Leftovers(
            "test",
            gate,
            () -> {
              if (asked.incrementAndGet() > 1) {
                throw TransportException.passing("away", null);
              }
              return bench.memory.state(bench.consumer());
            },
            () -> 0);
    Source source = bench.memory.open(bench.consumer(), Mode.PULL);

    assertThatExceptionOfType(TransportException.class).isThrownBy(() -> leftovers.take(source));

    List<Delivery> again = source.next(1, WAIT);
    assertThat(again).singleElement().extracting(Delivery::attempt).isEqualTo(3);
  }
}
