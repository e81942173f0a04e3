package dev.weft.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.engine.CountedDelivery;
import dev.weft.engine.Parts;
import dev.weft.testing.Crew;
import dev.weft.testing.Storm;
import dev.weft.testing.Stress;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A work is settled once and ends once, whoever else tries; and then it is known how. */
@Stress
class AttemptStressTest {

  private static final List<Outcome> OUTCOMES =
      List.of(
          Outcome.Ack.INSTANCE,
          Outcome.Retry.HANDED_BACK,
          new Outcome.Reject("for the test", null));

  @Test
  void itIsSettledOnceAndWhoeverWaitsForThatFindsItDone() {
    Storm.rounds("settle once", AttemptStressTest::settle);
  }

  @Test
  void itEndsByItselfOrIsGivenUpAndNeverBoth() {
    Storm.rounds("end once", AttemptStressTest::end);
  }

  private static void settle(Random random) throws InterruptedException {
    var delivery = new CountedDelivery(1);
    var attempt = new Attempt(delivery, Parts.settler(), Thread.currentThread());
    var crew = new Crew(random);
    int others = 1 + random.nextInt(2);
    for (int i = 0; i < others; i++) {
      crew.add("settler" + i, own -> attempt.settle(OUTCOMES.get(own.nextInt(OUTCOMES.size()))));
    }
    crew.add(
        "waiter",
        own -> {
          assertThat(attempt.awaitSettled(Duration.ofMinutes(5))).isTrue();
          assertThat(delivery.settlements()).isEqualTo(1);
        });
    crew.add(
        "concluder",
        own -> {
          attempt.conclude(OUTCOMES.get(own.nextInt(OUTCOMES.size())));
          assertThat(delivery.settlements()).isEqualTo(1);
        });
    crew.play();
    assertThat(delivery.settlements()).isEqualTo(1);
  }

  private static void end(Random random) throws InterruptedException {
    var works = new CountDownLatch(3);
    var attempt = new Attempt(new CountedDelivery(1), Parts.settler(), Thread.currentThread());
    var winners = new AtomicInteger();
    var crew = new Crew(random);
    crew.add("itself", own -> winners.addAndGet(together(works) && attempt.end() ? 1 : 0));
    for (int i = 0; i < 2; i++) {
      crew.add("watch" + i, own -> winners.addAndGet(together(works) && attempt.abandon() ? 1 : 0));
    }
    crew.play();
    assertThat(winners).hasValue(1);
  }

  private static boolean together(CountDownLatch latch) throws InterruptedException {
    latch.countDown();
    latch.await();
    return true;
  }
}
