package dev.weft.jetstream.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Many busy handlers share what one connection asks for. */
@SuppressWarnings("try") // jnats closes by a method that may be interrupted
class ManySourcesTest {

  private static final int SOURCES = 60;
  private static final long BUDGET = 1 << 20;
  private static final int[] SIZES = {3_000, 20_000, 200_000, 3_000};
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Pattern BYTES = Pattern.compile("\"max_bytes\":(\\d+)");

  private final Map<String, Long> lastPulls = new ConcurrentHashMap<>();
  private final AtomicInteger came = new AtomicInteger();
  private final AtomicBoolean done = new AtomicBoolean();

  @Test
  void allOfThemGetTheirMessagesThoughTheyTogetherAskForNoMoreThanThereIs() throws Exception {
    try (NatsServer server = NatsServer.start();
        JetStreamTransport transport = Connected.to(server, BUDGET);
        Connection tap = server.connect()) {
      transport.create(
          new StreamSpec("MANY", Map.of("subjects", List.of("many"), "storage", "memory")));
      var sources = new ArrayList<Source>();
      for (int i = 0; i < SOURCES; i++) {
        var consumer = new ConsumerSpec("MANY", "c" + i, Map.of());
        transport.create(consumer);
        sources.add(transport.open(consumer, ReceiveMode.PUSH));
      }
      Dispatcher pulls =
          tap.createDispatcher(message -> note(message.getSubject(), message.getData()));
      pulls.subscribe("$JS.API.CONSUMER.MSG.NEXT.>");
      tap.flush(Duration.ofSeconds(20));
      var readers = new ArrayList<Thread>();
      for (Source source : sources) {
        readers.add(Thread.ofVirtual().start(() -> read(source)));
      }
      await().until(() -> lastPulls.size() == SOURCES && asked() <= BUDGET);
      for (int size : SIZES) {
        transport.outbox().publish("many", new byte[size], Headers.empty());
      }

      await().untilAsserted(() -> assertThat(came.get()).isEqualTo(SOURCES * SIZES.length));
      await().until(() -> asked() <= BUDGET);

      done.set(true);
      for (Thread reader : readers) {
        reader.join();
      }
      sources.forEach(Source::close);
      assertThat(came.get()).isEqualTo(SOURCES * SIZES.length);
    }
  }

  private long asked() {
    return lastPulls.values().stream().mapToLong(Long::longValue).sum();
  }

  private void note(String consumer, byte[] pull) {
    Matcher bytes = BYTES.matcher(new String(pull, UTF_8));
    lastPulls.put(consumer, bytes.find() ? Long.parseLong(bytes.group(1)) : 0L);
  }

  private void read(Source source) {
    try {
      while (!done.get()) {
        for (Delivery delivery : source.next(2, SECOND)) {
          delivery.settle(Outcome.Ack.INSTANCE);
          came.incrementAndGet();
        }
      }
    } catch (InterruptedException e) {
      came.set(Integer.MIN_VALUE);
    }
  }
}
