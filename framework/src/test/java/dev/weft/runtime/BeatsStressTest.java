package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.OnNats;
import dev.weft.testing.Stress;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What the server hears of each delivery, listened to by somebody else: no beat behind a
 * settlement, no second settlement, and beats in time for all that is held.
 */
@Stress
class BeatsStressTest extends OnNats {

  private static final int MESSAGES = 3_000;
  private static final int CONCURRENCY = 1_000;
  private static final int LONGEST_MILLIS = 4_000;
  private static final String BEAT = "+WPI";

  private static final Queue<String> DONE = new ConcurrentLinkedQueue<>();
  private static final Map<String, AtomicInteger> RETRIED = new ConcurrentHashMap<>();

  /**
   * Takes up to more than a third of the ack wait, some messages a second time; and goes on for a
   * while after it has settled some, so that beats come round to what needs none any more.
   */
  public static final class Wavering implements Handler<String> {
    @Override
    public void handle(Message<String> message) throws InterruptedException {
      var dice = ThreadLocalRandom.current();
      TimeUnit.MILLISECONDS.sleep(dice.nextInt(LONGEST_MILLIS));
      if (dice.nextInt(10) == 0) {
        RETRIED.computeIfAbsent(message.payload(), one -> new AtomicInteger()).incrementAndGet();
        message.nak(Duration.ofMillis(10));
      } else {
        DONE.add(message.payload() + "#" + message.attempt());
        message.ack();
      }
      if (dice.nextInt(5) == 0) {
        TimeUnit.MILLISECONDS.sleep(LONGEST_MILLIS);
      }
    }
  }

  private final Set<String> settled = ConcurrentHashMap.newKeySet();
  private final Queue<String> wrongs = new ConcurrentLinkedQueue<>();
  private final AtomicInteger beats = new AtomicInteger();

  @Test
  void noBeatFollowsASettlementAndEverythingHeldIsBeatenInTime() throws Exception {
    createStream("ORDERS", "orders.>");
    connection
        .createDispatcher(
            heard -> listen(heard.getSubject(), new String(heard.getData(), US_ASCII)))
        .subscribe("$JS.ACK.>");
    connection.flush(Duration.ofSeconds(20));
    for (int i = 0; i < MESSAGES; i++) {
      connection.publish("orders.new", ("m" + i).getBytes(UTF_8));
    }

    try (WorkerRuntime weft = start()) {
      await().atMost(Duration.ofMinutes(2)).until(() -> DONE.size() >= MESSAGES);
      assertThat(weft.problems()).isEmpty();
    }
    int settlements = MESSAGES + RETRIED.values().stream().mapToInt(AtomicInteger::get).sum();
    await().atMost(Duration.ofSeconds(20)).until(() -> settled.size() >= settlements);

    assertThat(wrongs).isEmpty();
    assertThat(settled).hasSize(settlements);
    assertThat(beats).as("beats there were at all").hasPositiveValue();
    assertThat(DONE).hasSize(MESSAGES).allMatch(BeatsStressTest::isOfItsTurn);
  }

  // A message that its ack wait had run out for would have one delivery more than retries.
  private static boolean isOfItsTurn(String done) {
    String[] parts = done.split("#", 2);
    AtomicInteger retries = RETRIED.get(parts[0]);
    return Integer.parseInt(parts[1]) == 1 + (retries == null ? 0 : retries.get());
  }

  private void listen(String delivery, String word) {
    if (word.startsWith(BEAT)) {
      beats.incrementAndGet();
      if (settled.contains(delivery)) {
        wrongs.add("a beat after the settlement of " + delivery);
      }
    } else if (!settled.add(delivery)) {
      wrongs.add(word + " after the settlement of " + delivery);
    }
  }

  private WorkerRuntime start() {
    String config =
        """
        weft {
          nats.servers = "%s"
          handlers.many {
            class = "%s", stream = ORDERS, codec = string, concurrency = %d
            ack = manual
            consumer { ack_wait = 10s, max_ack_pending = 5000 }
          }
        }
        """
            .formatted(server.url(), Configs.name(Wavering.class), CONCURRENCY);
    return WorkerRuntime.start(Configs.read(config), Configs.CLASSES, Observer.none());
  }
}
