package dev.weft.engine.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.BreakerPolicy;
import dev.weft.Message;
import dev.weft.RetryPolicy;
import dev.weft.engine.Bench;
import dev.weft.engine.worker.Worker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The messages of one key one at a time and in order; those of different keys at once. */
class KeyedWorkerTest {

  private final Bench bench = new Bench().keyed(KeyedNotes.KEY);
  private final KeyedNotes notes = new KeyedNotes();
  private final List<String> handled = notes.handled;
  private final Semaphore mayEnd = new Semaphore(0);

  @AfterEach
  void close() {
    mayEnd.release(1_000_000);
    bench.close();
  }

  @Test
  void differentKeysAreInWorkAtOnceAndOfOneKeyOneMessage() {
    bench.publish("a-0", "a-1", "b-0", "a-2", "c-0", "b-1");
    bench.concurrency(10).start(this::waiting);

    await().until(() -> notes.inWork.get() == 3);
    assertThat(notes.keysInWork).containsExactlyInAnyOrder("a", "b", "c");
    mayEnd.release(6);

    await().until(() -> handled.size() == 6);
    notes.assertInOrder(6);
  }

  @Test
  void noMoreKeysAreInWorkThanThereAreSlots() {
    publish(100, 50, new Random(1));
    bench.concurrency(7).start(this::waiting);

    await().until(() -> notes.inWork.get() == 7);
    mayEnd.release(100);

    await().until(() -> handled.size() == 100);
    notes.assertInOrder(100);
  }

  @Test
  void aKeyWithManyMessagesDoesNotKeepTheOthersWaiting() {
    IntStream.range(0, 500).forEach(i -> bench.publish("hot-" + i));
    bench.publish("cold-0");
    bench
        .concurrency(2)
        .start(
            message -> {
              if (KeyedNotes.key(message).equals("hot")) {
                waiting(message);
              } else {
                handled.add(message.payload());
              }
            });

    await().until(() -> handled.contains("cold-0"));
    assertThat(handled).hasSize(1);
  }

  @Test
  void aRetriedMessageHoldsItsKeyBackAndNoOther() {
    bench.publish("a-0", "a-1", "b-0", "b-1");
    var othersAreDone = new CountDownLatch(1);
    bench
        .concurrency(4)
        .retry(RetryPolicy.builder().attempts(3).fixedDelay(Duration.ofMillis(300)).build())
        .start(
            message -> {
              if (message.payload().equals("a-0") && message.attempt() < 3) {
                if (message.attempt() == 2) {
                  othersAreDone.await(); // which they are while a-0 waits, or this never ends
                }
                throw new IllegalStateException("for the test");
              }
              handled.add(message.payload() + "#" + message.attempt());
              if (message.payload().equals("b-1")) {
                othersAreDone.countDown();
              }
            });

    await().until(() -> handled.size() == 4);
    assertThat(handled.stream().filter(id -> id.startsWith("a"))).containsExactly("a-0#3", "a-1#1");
    assertThat(handled.subList(0, 2)).containsExactly("b-0#1", "b-1#1");
    assertThat(bench.outcomes.settlements()).contains("retry a-0 #1", "retry a-0 #2", "ack a-0 #3");
  }

  @Test
  void aMessageThatIsSpentIsGivenUpAndItsKeyGoesOn() {
    bench.publish("a-0", "a-1");
    bench
        .concurrency(4)
        .start(
            message -> {
              if (message.payload().equals("a-0")) {
                throw new IllegalStateException("for the test");
              }
              handled.add(message.payload());
            });

    await().until(() -> handled.size() == 1);
    assertThat(bench.outcomes.settlements()).contains("reject a-0 #3");
  }

  @Test
  void aMessageWhoseKeyCannotBeToldIsGivenUpAndHoldsUpNoOther() {
    bench.publish("a-0", "broken", "a-1");
    bench
        .keyed(
            (subject, headers, data) -> {
              String text = new String(data, UTF_8);
              if (text.equals("broken")) {
                throw new IllegalArgumentException("no key in it");
              }
              return text.substring(0, 1);
            })
        .concurrency(4)
        .start(message -> handled.add(message.payload()));

    await().until(() -> handled.size() == 2);
    assertThat(handled).containsExactly("a-0", "a-1");
    await().until(() -> bench.outcomes.settlements().contains("reject broken #1"));
  }

  @Test
  void whateverFailsTheOrderOfEachKeyHolds() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    publish(20_000, 300, random);
    bench
        .concurrency(64)
        .retry(RetryPolicy.builder().attempts(100).fixedDelay(Duration.ofMillis(2)).build())
        .breaker(BreakerPolicy.off())
        .start(
            message -> {
              notes.enter(message);
              try {
                if (Math.floorMod(message.payload().hashCode() * 31 + message.attempt(), 11) == 0) {
                  throw new IllegalStateException("for the test");
                }
                handled.add(message.payload());
              } finally {
                notes.leave(message);
              }
            });

    await("seed " + seed).atMost(Duration.ofMinutes(2)).until(() -> handled.size() == 20_000);
    notes.assertInOrder(20_000);
  }

  @Test
  void theOrderHoldsOverStopsAndStarts() {
    publish(3_000, 40, new Random(7));
    for (int i = 0; i < 8; i++) {
      int goal = Math.min(3_000, handled.size() + 300);
      Worker worker =
          bench
              .concurrency(16)
              .breaker(BreakerPolicy.off())
              .retry(RetryPolicy.builder().attempts(100).fixedDelay(Duration.ofMillis(2)).build())
              .start(
                  message -> {
                    notes.enter(message);
                    try {
                      if (Math.floorMod(message.payload().hashCode() + message.attempt(), 7) == 0) {
                        throw new IllegalStateException("for the test");
                      }
                      handled.add(message.payload());
                    } finally {
                      notes.leave(message);
                    }
                  });
      await().until(() -> handled.size() >= goal);
      worker.stop();
      bench.awaitEnd();
    }
    bench.start(
        message -> {
          notes.enter(message);
          handled.add(message.payload());
          notes.leave(message);
        });

    await().atMost(Duration.ofMinutes(1)).until(() -> handled.size() == 3_000);
    notes.assertInOrder(3_000);
  }

  @Test
  void aStopHandsBackWhatWaitsAndLetsWhatIsInWorkFinish() {
    bench.publish("a-0", "a-1", "a-2", "b-0");
    Worker worker = bench.concurrency(1).start(this::waiting);
    await().until(() -> notes.inWork.get() == 1);

    worker.stop();
    mayEnd.release(10);
    bench.awaitEnd();
    assertThat(handled).containsExactly("a-0");
    bench.start(message -> handled.add(message.payload() + "#" + message.attempt()));

    await().until(() -> handled.size() == 4);
    assertThat(handled).containsExactlyInAnyOrder("a-0", "a-1#2", "a-2#2", "b-0#2");
    notes.assertInOrderWithGaps();
  }

  @Test
  void afterAPauseByTheBreakerTheOrderHolds() {
    publish(400, 20, new Random(3));
    var away = new AtomicInteger(1);
    bench
        .concurrency(8)
        .retry(RetryPolicy.builder().attempts(1_000).fixedDelay(Duration.ofMillis(1)).build())
        .breaker(BreakerPolicy.builder().pause(Duration.ofMillis(200)).build())
        .start(
            message -> {
              notes.enter(message);
              try {
                if (away.get() == 1) {
                  throw new IllegalStateException("away");
                }
                handled.add(message.payload());
              } finally {
                notes.leave(message);
              }
            });
    await()
        .until(() -> bench.outcomes.all().stream().filter("happened PAUSED"::equals).count() >= 3);
    away.set(0);

    await().until(() -> handled.size() == 400);
    notes.assertInOrder(400);
  }

  @Test
  void anIdleKeyCostsNothing() throws Exception {
    publish(1_000, 1_000, new Random(5));
    Worker worker = bench.concurrency(10).start(message -> handled.add(message.payload()));
    await().until(() -> handled.size() == 1_000);

    await().until(() -> worker.holding() == 0);
  }

  private void waiting(Message<String> message) throws InterruptedException {
    notes.enter(message);
    try {
      mayEnd.acquire();
      handled.add(message.payload());
    } finally {
      notes.leave(message);
    }
  }

  private void publish(int messages, int keys, Random random) {
    Map<Integer, Integer> numbers = new HashMap<>();
    for (int i = 0; i < messages; i++) {
      int key = random.nextInt(keys);
      bench.publish("k" + key + "-" + (numbers.merge(key, 1, Integer::sum) - 1));
    }
  }
}
