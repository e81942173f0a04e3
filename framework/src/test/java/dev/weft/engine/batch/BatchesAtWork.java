package dev.weft.engine.batch;

import static org.awaitility.Awaitility.await;

import dev.weft.Message;
import dev.weft.engine.Bench;
import dev.weft.testing.MovedMachine;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;

/** A worker that is called with batches and what tests note of it. */
abstract class BatchesAtWork {

  static final Duration LONG = Duration.ofHours(1);
  static final Duration SHORT = Duration.ofMillis(50);

  final MovedMachine machine = new MovedMachine();
  final Bench bench = new Bench(machine);
  final List<List<String>> batches = new CopyOnWriteArrayList<>();
  final Set<String> handled = ConcurrentHashMap.newKeySet();
  final AtomicInteger inWork = new AtomicInteger();
  final AtomicInteger mostInWork = new AtomicInteger();
  final Semaphore mayEnd = new Semaphore(0);

  @AfterEach
  void close() {
    mayEnd.release(1_000_000);
    bench.close();
  }

  /** Seconds pass, in each of which all have looked who look each second. */
  @SuppressWarnings("try") // closed at the end
  void passSeconds(int seconds) {
    var looks = new AtomicInteger();
    try (var last = bench.housekeeper().every(Duration.ofSeconds(1), looks::incrementAndGet)) {
      for (int i = 0; i < seconds; i++) {
        int before = looks.get();
        machine.move(Duration.ofSeconds(1));
        await().until(() -> looks.get() > before);
      }
    }
  }

  void note(List<Message<String>> messages) {
    batches.add(messages.stream().map(Message::payload).toList());
    messages.forEach(message -> handled.add(message.payload()));
  }

  void noteAttempts(List<Message<String>> messages) {
    batches.add(
        messages.stream().map(message -> message.payload() + "#" + message.attempt()).toList());
  }

  void work(List<Message<String>> messages) throws InterruptedException {
    mostInWork.accumulateAndGet(inWork.incrementAndGet(), Math::max);
    try {
      mayEnd.acquire();
      note(messages);
    } finally {
      inWork.decrementAndGet();
    }
  }

  void failOn(String payload, List<Message<String>> messages) {
    note(messages);
    if (messages.stream().anyMatch(message -> message.payload().equals(payload))) {
      throw new IllegalStateException("poisoned");
    }
  }

  long acked() {
    return bench.outcomes.settlements().stream().filter(line -> line.startsWith("ack")).count();
  }

  long failures() {
    return bench.outcomes.all().stream().filter(line -> line.startsWith("failed")).count();
  }

  long pauses() {
    return bench.outcomes.all().stream().filter("happened PAUSED"::equals).count();
  }

  /** How many messages wait for others of their batch. */
  int gathering() {
    return bench.outcomes.gathering();
  }

  void publish(int count) {
    IntStream.range(0, count).forEach(i -> bench.publish("m" + i));
  }

  static int byNumber(String one, String other) {
    return Integer.compare(
        Integer.parseInt(one.substring(1)), Integer.parseInt(other.substring(1)));
  }
}
