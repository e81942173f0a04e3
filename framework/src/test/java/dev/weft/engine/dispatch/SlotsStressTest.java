package dev.weft.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.engine.CountedDelivery;
import dev.weft.engine.Parts;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.delivery.Stage;
import dev.weft.engine.flow.Gate;
import dev.weft.testing.Crew;
import dev.weft.testing.Storm;
import dev.weft.testing.Stress;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Never more at work than slots, none lost, and each message ended once, whatever comes between.
 */
@Stress
class SlotsStressTest {

  private static final int MESSAGES = 300;

  @Test
  void slotsAreNeitherLostNorMultiplied() {
    Storm.rounds(
        "slots", random -> new Round(1 + random.nextInt(6), random.nextBoolean()).run(random));
  }

  @Test
  void anInterruptEndsEachMessageOnceWhetherItsThreadHasItOrNot() {
    var given = new AtomicInteger();
    var begun = new AtomicInteger();

    Storm.rounds(
        "interrupts",
        random -> {
          int slots = 1 + random.nextInt(200);
          given.addAndGet(slots);
          interrupt(slots, random.nextBoolean(), begun);
        });

    assertThat(begun.get()).as("begun, of %s", given).isPositive().isLessThan(given.get());
  }

  private static void interrupt(int slots, boolean onceOneHasBegun, AtomicInteger begun)
      throws InterruptedException {
    int before = begun.get();
    Stage endless =
        attempt -> {
          begun.incrementAndGet();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            attempt.conclude(Outcome.Retry.HANDED_BACK);
          }
          return Optional.empty();
        };
    Gate gate = Parts.gate();
    var dispatch =
        new Concurrent("test", slots, false, gate, Parts.inFlight(endless), Parts.memory());
    var deliveries = LongStream.rangeClosed(1, slots).mapToObj(CountedDelivery::new).toList();
    for (CountedDelivery delivery : deliveries) {
      dispatch.start(delivery);
    }
    if (onceOneHasBegun) {
      await().pollInterval(Duration.ofMillis(1)).until(() -> begun.get() > before);
    }

    gate.shut(); // as whoever interrupts does: nothing more begins
    dispatch.interrupt();
    dispatch.handBack();

    dispatch.awaitQuiet();
    assertThat(deliveries).allMatch(delivery -> delivery.settlements() == 1);
    assertThat(dispatch.awaitRoom()).isEqualTo(slots);
  }

  private static final class Round {

    private final int slots;
    private final Concurrent dispatch;
    private final Set<Attempt> atWork = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<CountedDelivery> deliveries = new ArrayList<>();

    Round(int slots, boolean receivesAhead) {
      this.slots = slots;
      this.dispatch =
          new Concurrent(
              "test",
              slots,
              receivesAhead,
              Parts.gate(),
              Parts.inFlight(this::handle),
              Parts.memory());
    }

    void run(Random random) throws InterruptedException {
      new Crew(random).add("loop", this::loop).add("watch", this::watch).play();

      assertThat(most.get()).as("most at work, of %s slots", slots).isLessThanOrEqualTo(slots);
      assertThat(dispatch.holding()).isZero();
      assertThat(dispatch.awaitRoom()).isGreaterThanOrEqualTo(slots);
      assertThat(deliveries).hasSize(MESSAGES).allMatch(delivery -> delivery.settlements() == 1);
    }

    private void loop(Random random) throws InterruptedException {
      try {
        while (deliveries.size() < MESSAGES) {
          int room = Math.min(dispatch.awaitRoom(), MESSAGES - deliveries.size());
          for (int i = 0; i < room; i++) {
            var delivery = new CountedDelivery(deliveries.size() + 1);
            deliveries.add(delivery);
            dispatch.start(delivery);
          }
          if (random.nextInt(20) == 0) {
            dispatch.awaitQuiet();
            assertThat(count).hasValue(0);
          }
        }
        dispatch.awaitQuiet();
        assertThat(count).hasValue(0);
      } finally {
        over.set(true);
      }
    }

    // As the watch does, but at any moment from the handler's start on.
    private void watch(Random random) {
      while (!over.get()) {
        dispatch.eachActive(
            attempt -> {
              if (random.nextInt(4) == 0 && atWork.contains(attempt) && attempt.abandon()) {
                left(attempt);
                attempt.conclude(Outcome.Ack.INSTANCE);
                dispatch.replace(attempt);
              }
            });
      }
    }

    private Optional<Outcome> handle(Attempt attempt) {
      most.accumulateAndGet(count.incrementAndGet(), Math::max);
      atWork.add(attempt);
      if (ThreadLocalRandom.current().nextInt(3) == 0) {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(50_000));
      }
      attempt.conclude(Outcome.Ack.INSTANCE);
      left(attempt);
      return Optional.of(Outcome.Ack.INSTANCE);
    }

    // Before its slot is free for another one, by its own end or because it is given up.
    private void left(Attempt attempt) {
      if (atWork.remove(attempt)) {
        count.decrementAndGet();
      }
    }
  }
}
