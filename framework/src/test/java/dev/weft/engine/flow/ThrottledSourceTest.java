package dev.weft.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.BreakerPolicy;
import dev.weft.Rate;
import dev.weft.engine.CountedDelivery;
import dev.weft.engine.Observer;
import dev.weft.engine.Parts;
import dev.weft.engine.clock.Time;
import dev.weft.testing.StillMachine;
import dev.weft.transport.Delivery;
import dev.weft.transport.ForwardingDelivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a rate lets out of a source, and what becomes of what waits for its turn. */
class ThrottledSourceTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final long GAP = Duration.ofMillis(100).toNanos();

  private final StillMachine machine = new StillMachine();
  private final Gate gate =
      new Gate(
          machine,
          "test",
          new Breaker(Parts.ID, BreakerPolicy.off(), Observer.none(), machine::nanoTime));
  private final Given given = new Given();
  private final List<String> done = new ArrayList<>();
  private final Source source =
      Throttle.of(machine, new Rate(10, SECOND), null, Time.of(machine)).over(given, gate);

  @Test
  void noMoreIsAskedForThanMayBegin() throws Exception {
    given.next.add(List.of(delivery(1), delivery(2)));

    assertThat(source.next(5, SECOND)).hasSize(2);

    assertThat(done).containsExactly("next 2 PT1S");
  }

  @Test
  void whatHasComeWaitsForItsTurn() throws Exception {
    given.next.add(List.of(delivery(1), delivery(2), delivery(3))); // more than was asked for
    assertThat(source.next(2, SECOND)).hasSize(2);

    assertThat(source.next(5, SECOND)).hasSize(1);

    assertThat(machine.passed()).isEqualTo(Duration.ofNanos(GAP));
    assertThat(done).containsExactly("next 2 PT1S");
  }

  @Test
  void whereTheTimeIsOverNothingBegins() throws Exception {
    given.next.add(List.of(delivery(1), delivery(2), delivery(3)));
    source.next(2, SECOND);

    assertThat(source.next(5, Duration.ofMillis(50))).isEmpty();
    assertThat(source.next(5, Duration.ofMillis(49))).isEmpty();
    assertThat(source.next(5, Duration.ofMillis(1))).hasSize(1);
  }

  @Test
  void whatIsAskedForAfterAWaitIsWaitedForTheRestOfTheTime() throws Exception {
    given.next.add(List.of(delivery(1), delivery(2)));
    source.next(2, SECOND);

    assertThat(source.next(5, SECOND)).isEmpty();

    assertThat(done).containsExactly("next 2 PT1S", "next 1 PT0.9S");
  }

  @Test
  void whileTheGateIsShutNothingIsAskedFor() throws Exception {
    gate.pause();

    assertThat(source.next(5, SECOND)).isEmpty();

    assertThat(done).isEmpty();
  }

  @Test
  void whatWaitsIsKeptAliveAndHandedBackAtTheClose() throws Exception {
    given.next.add(List.of(delivery(1), delivery(2), delivery(3)));
    source.next(2, SECOND);

    source.extend();
    assertThat(done).containsExactly("next 2 PT1S", "extend m3", "extend source");
    done.clear();
    source.close();

    assertThat(done).containsExactly("close source", "settle m3");
    assertThat(source.next(5, SECOND)).isEmpty();
    assertThat(done).hasSize(2);
  }

  @Test
  void whatComesAtTheCloseGoesBack() throws Exception {
    given.next.add(List.of(delivery(1)));
    given.meanwhile = source::close;

    assertThat(source.next(5, SECOND)).isEmpty();

    assertThat(done).containsExactly("next 2 PT1S", "close source", "settle m1");
  }

  @Test
  void aWorkerIsNoFasterThanItsRate() {
    source.pace(1);
    source.pace(2 * GAP);

    assertThat(done).containsExactly("pace " + GAP, "pace " + 2 * GAP);
  }

  private Delivery delivery(int number) {
    return new ForwardingDelivery(new CountedDelivery(number)) {
      @Override
      public boolean settle(Outcome outcome) {
        done.add("settle " + id());
        return true;
      }

      @Override
      public void extend() {
        done.add("extend " + id());
      }
    };
  }

  private final class Given implements Source {

    private final Deque<List<Delivery>> next = new ArrayDeque<>();
    private Runnable meanwhile = () -> {};

    @Override
    public List<Delivery> next(int demand, Duration wait) {
      done.add("next " + demand + " " + wait);
      meanwhile.run();
      return next.isEmpty() ? List.of() : next.remove();
    }

    @Override
    public void extend() {
      done.add("extend source");
    }

    @Override
    public long breaks() {
      return 0;
    }

    @Override
    public void pace(long nanos) {
      done.add("pace " + nanos);
    }

    @Override
    public Duration ackWait() {
      return SECOND;
    }

    @Override
    public void close() {
      done.add("close source");
    }
  }
}
