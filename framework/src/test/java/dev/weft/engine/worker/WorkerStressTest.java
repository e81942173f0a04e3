package dev.weft.engine.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.BreakerPolicy;
import dev.weft.Message;
import dev.weft.RetryPolicy;
import dev.weft.engine.Bench;
import dev.weft.testing.Storm;
import dev.weft.testing.Stress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Whole workers on a stream in memory, paused, resumed and replaced at any moment, with handlers
 * that fail and settlements that other threads make. The ack wait is longer than a round may take:
 * what is forgotten does not come again in time.
 */
@Stress
class WorkerStressTest {

  private static final int MESSAGES = 400;

  @Test
  void messagesOfAKeyStayInOrderAndNoneIsForgotten() {
    Storm.rounds("worker, keyed", random -> new Round(random, true).run());
  }

  @Test
  void withoutKeysNoneIsForgottenAndNoSlotExceeded() {
    Storm.rounds("worker, concurrent", random -> new Round(random, false).run());
  }

  private static final class Round {

    private final Random random;
    private final boolean keyed;
    private final int concurrency;
    private final boolean manual;
    private final int keys;
    private final AtomicInteger inWork = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Set<String> keysInWork = ConcurrentHashMap.newKeySet();
    private final Set<String> done = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<String> wrongs = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> lastOfKey = new ConcurrentHashMap<>();

    Round(Random random, boolean keyed) {
      this.random = random;
      this.keyed = keyed;
      this.concurrency = 2 + random.nextInt(7);
      this.manual = random.nextBoolean();
      this.keys = 1 + random.nextInt(20);
    }

    void run() {
      try (Bench bench = new Bench().concurrency(concurrency).breaker(BreakerPolicy.off())) {
        bench.retry(
            RetryPolicy.builder().attempts(10_000).fixedDelay(Duration.ofMillis(1)).build());
        if (manual) {
          bench.manual();
        }
        if (keyed) {
          bench.keyed((subject, headers, data) -> new String(data, UTF_8).replaceAll("-.*", ""));
        }
        publish(bench);
        Worker worker = bench.start(this::handle);
        for (int i = random.nextInt(10); i > 0; i--) {
          LockSupport.parkNanos(random.nextInt(5_000_000));
          disturb(worker);
        }
        if (random.nextBoolean()) {
          worker.stop();
          bench.awaitEnd();
          worker = bench.start(this::handle);
        }
        await("all are done; open: " + (MESSAGES - done.size()))
            .atMost(Duration.ofSeconds(40))
            .pollInterval(Duration.ofMillis(5))
            .until(() -> done.size() == MESSAGES || !wrongs.isEmpty());
        assertThat(wrongs).isEmpty();
        await("nothing is held")
            .atMost(Duration.ofSeconds(40))
            .pollInterval(Duration.ofMillis(5))
            .until(() -> bench.memory.state(bench.consumer()).ackPending() == 0);
        Worker last = worker;
        await("no mailbox is left")
            .pollInterval(Duration.ofMillis(5))
            .until(() -> last.holding() == 0);
      }
      assertThat(most.get()).isLessThanOrEqualTo(concurrency);
      assertThat(wrongs).isEmpty();
    }

    private void publish(Bench bench) {
      var numbers = new HashMap<Integer, Integer>();
      for (int i = 0; i < MESSAGES; i++) {
        int key = random.nextInt(keys);
        bench.publish("k" + key + "-" + (numbers.merge(key, 1, Integer::sum) - 1));
      }
    }

    /** Pauses and resumes, by two threads at once. */
    private void disturb(Worker worker) {
      List<Thread> operators = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        operators.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      worker.pause();
                      LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(300_000));
                      worker.resume();
                    }));
      }
      for (Thread operator : operators) {
        await().pollInterval(Duration.ofMillis(1)).until(() -> !operator.isAlive());
      }
    }

    private void handle(Message<String> message) {
      enter(message);
      var dice = ThreadLocalRandom.current();
      int side = dice.nextInt(10);
      if (side < 3) {
        LockSupport.parkNanos(dice.nextInt(200_000));
      }
      boolean fails = side == 9;
      if (!fails && !done.add(message.payload()) && keyed) {
        wrongs.add(message.payload() + " was done before");
      }
      leave(message); // its settlement lets the next one of its key start
      if (!manual && fails) {
        throw new IllegalStateException("for the test");
      } else if (manual && side % 2 == 0) {
        settle(message, fails);
      } else if (manual) {
        Thread.startVirtualThread(() -> settle(message, fails));
      }
    }

    private void settle(Message<String> message, boolean fails) {
      if (!fails) {
        message.ack();
      } else if (message.attempt() % 2 == 0) {
        message.nak(Duration.ofMillis(1));
      } else {
        message.nak(Duration.ZERO);
      }
    }

    private void enter(Message<String> message) {
      most.accumulateAndGet(inWork.incrementAndGet(), Math::max);
      String[] parts = message.payload().split("-", 2);
      if (keyed && !keysInWork.add(parts[0])) {
        wrongs.add(message.payload() + " starts beside another one of its key");
      }
      int number = Integer.parseInt(parts[1]);
      Integer before = lastOfKey.put(parts[0], number);
      int expected = before == null ? 0 : before + 1;
      if (keyed && number != expected && (before == null || number != before)) {
        wrongs.add(message.payload() + " comes after number " + before);
      }
    }

    private void leave(Message<String> message) {
      keysInWork.remove(message.payload().split("-", 2)[0]);
      inWork.decrementAndGet();
    }
  }
}
