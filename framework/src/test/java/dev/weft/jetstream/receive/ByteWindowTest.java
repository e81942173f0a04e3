package dev.weft.jetstream.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What many sources of one connection have asked for together, in a simulation of their server. */
class ByteWindowTest {

  private static final long TOTAL = 24 << 20;
  private static final int LARGEST = 3_000_000;
  private static final Duration NO_WAIT = Duration.ZERO;

  private final ReceiveBudget budget = new ReceiveBudget(TOTAL);
  private final Random random = new Random(7);

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 50, 250, 1_000})
  void howeverManySourcesThereAreTheyNeverAskForMoreAndEachGetsItsMessages(int count)
      throws InterruptedException {
    var sources = new ArrayList<Simulated>();
    for (int i = 0; i < count; i++) {
      sources.add(new Simulated());
    }
    int rounds = 0;
    while (sources.stream().anyMatch(source -> !source.toCome.isEmpty())) {
      assertThat(++rounds).as("rounds").isLessThan(60 * count);
      for (Simulated source : sources) {
        source.askAndRead();
        assertThat(budget.claimed()).isLessThanOrEqualTo(TOTAL);
      }
      if (rounds % 5 == 1) {
        assertThat(asked(sources)).isLessThanOrEqualTo(TOTAL);
      }
    }
    sources.forEach(Simulated::close);
    assertThat(budget.claimed()).isZero();
    assertThat(budget.share()).isEqualTo(TOTAL * 3 / 4);
  }

  @Test
  void whatAStoppedReaderHasAskedForIsFreeOnceTheServerHasEndedItsPulls() throws Exception {
    var claims = new ByteClaims(1_000);
    ByteClaims.Claim stuck = claims.claim();
    assertThat(stuck.take(0, 1_000, NO_WAIT, Duration.ofMillis(100))).isEqualTo(1_000);
    ByteClaims.Claim other = claims.claim();
    assertThat(other.take(0, 500, NO_WAIT, Duration.ofMinutes(1))).isZero();

    assertThat(other.take(0, 500, Duration.ofMinutes(1), Duration.ofMinutes(1))).isEqualTo(500);
    assertThat(claims.claimed()).isEqualTo(500);
  }

  @Test
  void whoHasWaitedLongestIsNextThoughItLeavesAndComesBack() throws Exception {
    var claims = new ByteClaims(1_000);
    ByteClaims.Claim holder = claims.claim();
    holder.take(0, 1_000, NO_WAIT, Duration.ofMinutes(1));
    ByteClaims.Claim first = claims.claim();
    assertThat(first.take(0, 1_000, NO_WAIT, Duration.ofMinutes(1))).isZero();
    List<String> order = new ArrayList<>();
    Thread second = Thread.ofVirtual().start(() -> takeAll(claims.claim(), "second", order));
    awaitWaiting(second);
    Thread again = Thread.ofVirtual().start(() -> takeAll(first, "first", order));
    awaitWaiting(again);

    holder.close();

    again.join();
    second.join();
    assertThat(order).containsExactly("first", "second");
  }

  private static void takeAll(ByteClaims.Claim claim, String name, List<String> order) {
    try {
      if (claim.take(0, 1_000, Duration.ofMinutes(1), Duration.ofMinutes(1)) == 1_000) {
        order.add(name);
        claim.close();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }

  private static long asked(List<Simulated> sources) {
    return sources.stream().mapToLong(Simulated::asked).sum();
  }

  /** A source whose server sends what there is room for, and never more than was asked for. */
  private final class Simulated implements Pulls {

    private record Pull(int messages, long bytes) {}

    private final ByteWindow window = new ByteWindow(budget, Long.MAX_VALUE);
    private final Deque<Integer> toCome = new ArrayDeque<>();
    private final Deque<Pull> pulls = new ArrayDeque<>();

    Simulated() {
      for (int i = 0; i < 5; i++) {
        toCome.add(1 + random.nextInt(random.nextInt(20) == 0 ? LARGEST : 20_000));
      }
    }

    void askAndRead() throws InterruptedException {
      window.ask(this, 10, NO_WAIT, System.nanoTime());
      Pull next = pulls.poll();
      if (next == null) {
        return;
      }
      Integer size = toCome.peek();
      if (size == null) {
        window.nothingCame();
      } else if (next.bytes() > 0 && size > next.bytes()) {
        window.tooLarge();
      } else {
        toCome.remove();
        window.received(size);
      }
    }

    long asked() {
      return pulls.stream().mapToLong(Pull::bytes).sum();
    }

    void close() {
      window.close();
    }

    @Override
    public int underWay(long now) {
      return pulls.stream().mapToInt(Pull::messages).sum();
    }

    @Override
    public int unfinished() {
      return pulls.size();
    }

    @Override
    public long unfinishedBytes() {
      return asked();
    }

    @Override
    public long bytesHere() {
      return 0;
    }

    @Override
    public Duration longest() {
      return Duration.ofSeconds(3);
    }

    @Override
    public void ask(int wanted, long bytes, long now) {
      pulls.add(new Pull(wanted, bytes));
    }

    @Override
    public void askForOne(Duration expiry, long now) {
      pulls.add(new Pull(1, 0));
    }
  }
}
