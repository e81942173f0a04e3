package dev.weft.jetstream.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.Headers;
import dev.weft.ReceiveMode;
import dev.weft.jetstream.Connected;
import dev.weft.jetstream.transport.JetStreamTransport;
import dev.weft.testing.NatsServer;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import dev.weft.transport.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a connection's sources ask for is bounded in bytes, and no message is too large to come. */
class LargeMessagesTest {

  private static final int BUDGET = 1 << 20;
  private static final int LARGE = 1_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private static NatsServer server;

  private final String stream = "LARGE" + NUMBERS.incrementAndGet();

  @SuppressWarnings("NullAway") // started before the first test
  private final JetStreamTransport transport = Connected.to(server, BUDGET);

  @BeforeAll
  static void startServer() {
    server = NatsServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @AfterEach
  void close() {
    transport.close();
  }

  @ParameterizedTest
  @EnumSource(ReceiveMode.class)
  void whatIsLargerThanTheWholeBudgetAllowsComesInOrderBetweenSmallOnes(ReceiveMode mode)
      throws Exception {
    create();
    publish(10, LARGE, LARGE, 10, 300_000, 10, LARGE, 300_000, 300_000, 10);

    try (Source source = transport.open(consumer("all"), mode)) {
      assertThat(sizes(source, 5, 10))
          .containsExactly(10, LARGE, LARGE, 10, 300_000, 10, LARGE, 300_000, 300_000, 10);
    }
  }

  @Test
  void sourcesThatAllHaveLargeMessagesGetThemInTurns() throws Exception {
    create();
    publish(LARGE, LARGE, LARGE);
    var sources = new ArrayList<Source>();
    for (int i = 0; i < 12; i++) {
      sources.add(transport.open(consumer("c" + i), ReceiveMode.PUSH));
    }
    var threads = new ArrayList<Thread>();
    var came = new AtomicInteger();
    for (Source source : sources) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      came.addAndGet(sizes(source, 3, 3).size());
                    } catch (InterruptedException e) {
                      came.set(Integer.MIN_VALUE);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    sources.forEach(Source::close);

    assertThat(came.get()).isEqualTo(36);
  }

  @Test
  void aSourceThatIsNotReadHasNoMoreThanItsBytesComing() throws Exception {
    create();
    for (int i = 0; i < 100; i++) {
      publish(50_000);
    }
    ConsumerSpec consumer = consumer("slow");

    try (Source source = transport.open(consumer, ReceiveMode.PUSH)) {
      source.pace(1); // as fast as can be, so that thousands of messages would be asked for
      for (int i = 0; i < 11; i++) { // which is in the middle of a pull
        source.next(1, PATIENCE).getFirst().settle(Outcome.Ack.INSTANCE);
      }
      await().until(() -> transport.state(consumer).ackPending() > 0);
      await()
          .during(Duration.ofMillis(500))
          .until(() -> transport.state(consumer).ackPending() * 50_000L <= 2 * BUDGET);

      assertThat(sizes(source, 10, 89)).hasSize(89);
    }
  }

  @Test
  void aRedeliveryThatHasNoRoomAtFirstSpendsNoAttempt() throws Exception {
    create();
    publish(LARGE);
    ConsumerSpec consumer = consumer("again");

    for (int attempt = 1; attempt <= 3; attempt++) {
      try (Source source = transport.open(consumer, ReceiveMode.PUSH)) {
        Delivery delivery = source.next(1, PATIENCE).getFirst();
        assertThat(delivery.attempt()).isEqualTo(attempt);
        delivery.settle(new Outcome.Retry(Duration.ZERO, "for the test", null));
      }
    }
  }

  private void create() {
    transport.create(
        new StreamSpec(stream, Map.of("subjects", List.of(stream), "storage", "memory")));
  }

  private ConsumerSpec consumer(String name) {
    var consumer =
        new ConsumerSpec(stream, name, Map.of("ack_wait", Duration.ofMinutes(5).toNanos()));
    transport.create(consumer);
    return consumer;
  }

  private void publish(int... sizes) {
    for (int size : sizes) {
      transport.outbox().publish(stream, new byte[size], Headers.empty());
    }
  }

  private static List<Integer> sizes(Source source, int demand, int count)
      throws InterruptedException {
    var sizes = new ArrayList<Integer>();
    long start = System.nanoTime();
    while (sizes.size() < count && System.nanoTime() - start < PATIENCE.toNanos()) {
      for (Delivery delivery : source.next(demand, Duration.ofSeconds(1))) {
        assertThat(delivery.attempt()).isEqualTo(1);
        sizes.add(delivery.data().length);
        delivery.settle(Outcome.Ack.INSTANCE);
      }
    }
    return sizes;
  }
}
