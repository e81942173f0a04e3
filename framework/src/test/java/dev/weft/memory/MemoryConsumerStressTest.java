package dev.weft.memory;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testing.Storm;
import dev.weft.testing.Stress;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A consumer in memory beside a plain model of it, under the same random operations, on a clock
 * that only they move. It works under one lock, so one thread shows all there is.
 */
@Stress
final class MemoryConsumerStressTest {

  private static final long NANOS = 1_000_000_000L;
  private static final long ACK_WAIT = 30;

  @Test
  void itGivesOutWhatIsDueAndNothingElse() {
    Storm.rounds("consumer in memory", random -> new Round(random).run());
  }

  private static final class Round {

    private final Random random;
    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final MemoryTransport transport = new MemoryTransport(clock);
    private final Bench bench = new Bench(transport);
    private final Source source;
    // The model: when each message is due, in seconds, and how often it was given out.
    private final Map<Long, Long> due = new HashMap<>();
    private final Map<Long, Integer> deliveries = new HashMap<>();
    private final List<Delivery> given = new ArrayList<>();
    private final List<Delivery> settled = new ArrayList<>();
    private long now;
    private long published;

    Round(Random random) {
      this.random = random;
      bench.stream("S", Map.of("subjects", List.of("s")));
      source = bench.consumer("S", "c", Map.of("ack_wait", ACK_WAIT * NANOS));
    }

    void run() throws InterruptedException {
      try (transport) {
        for (int i = 0; i < 200; i++) {
          switch (random.nextInt(6)) {
            case 0 -> publish();
            case 1 -> settle();
            case 2 -> extend();
            case 3 -> move(random.nextInt(20));
            default -> take();
          }
        }
        move(10 * ACK_WAIT);
        take();
        assertThat(deliveries.keySet()).hasSize((int) published);
      }
    }

    private void publish() {
      bench.publish("s", "x");
      due.put(++published, now);
    }

    private void take() throws InterruptedException {
      Map<Long, Integer> expected =
          due.entrySet().stream()
              .filter(entry -> entry.getValue() <= now)
              .collect(
                  toMap(
                      Map.Entry::getKey, entry -> 1 + deliveries.getOrDefault(entry.getKey(), 0)));
      List<Delivery> taken = Bench.now(source);

      assertThat(taken.stream().collect(toMap(Round::sequence, Delivery::attempt)))
          .isEqualTo(expected);
      deliveries.putAll(expected);
      expected.keySet().forEach(sequence -> due.put(sequence, now + ACK_WAIT));
      given.addAll(taken);
    }

    // Any delivery, also one that was given out again since: a settlement goes by the message.
    private void settle() {
      if (given.isEmpty()) {
        return;
      }
      Delivery one = given.remove(random.nextInt(given.size()));
      long delay = random.nextInt(3) * 7L;
      boolean again = random.nextBoolean();
      Outcome outcome =
          again
              ? new Outcome.Retry(Duration.ofSeconds(delay), "for the test", null)
              : Outcome.Ack.INSTANCE;
      assertThat(one.settle(outcome)).isTrue();
      assertThat(one.settle(Outcome.Ack.INSTANCE)).isFalse();
      settled.add(one);
      if (!again) {
        due.remove(sequence(one));
      } else if (isWaitedFor(one)) { // what stands in line keeps its place
        due.put(sequence(one), now + delay);
      }
    }

    private void extend() {
      if (!given.isEmpty()) {
        Delivery one = given.get(random.nextInt(given.size()));
        one.extend();
        if (isWaitedFor(one)) {
          due.put(sequence(one), now + ACK_WAIT);
        }
      }
      settled.forEach(Delivery::extend); // which changes nothing
    }

    private boolean isWaitedFor(Delivery one) {
      return due.getOrDefault(sequence(one), now) > now;
    }

    private void move(long seconds) {
      now += seconds;
      clock.advance(Duration.ofSeconds(seconds));
    }

    private static long sequence(Delivery delivery) {
      return delivery.position().orElseThrow().sequence();
    }
  }
}
