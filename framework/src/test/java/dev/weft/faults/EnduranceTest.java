package dev.weft.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.Message;
import dev.weft.RejectException;
import dev.weft.runtime.Weft;
import dev.weft.testing.NatsServer;
import dev.weft.testing.TextHandler;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.MessageInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A process that lives through one fault after the other for a long time: 20 minutes by {@code
 * FAULTS=long}, else half of one. The seed is printed; {@code FAULT_SEED} repeats its sequence.
 */
@Faults
@Isolated // what else runs in this JVM has memory and threads too
class EnduranceTest {

  private static final Duration LENGTH =
      RandomFaultsTest.isLong() ? Duration.ofMinutes(20) : Duration.ofSeconds(30);
  private static final int PER_SECOND = 300;
  private static final int KEYS = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String STREAM = "ENDURE";
  private static final String HANDLER = "endure";

  /** For each fault: what was handled while it lasted and whose acknowledgement it took along. */
  private static final int AGAIN_ALLOWED = 100;

  /** What caches and pools may have gained, over some 300,000 messages of a long run. */
  private static final long HEAP_ALLOWED = 8_000_000;

  private final NatsServer server = NatsServer.start();
  private final TcpProxy network = new TcpProxy(server.port());
  private final Connection connection;
  private final NumberedKeys keys = new NumberedKeys("endure.", KEYS);
  private final Map<Disturbance, Integer> againAfter = new EnumMap<>(Disturbance.class);
  @TempDir private Path folder;

  EnduranceTest() throws Exception {
    connection = server.connect();
  }

  @AfterEach
  void close() throws InterruptedException {
    connection.close();
    network.close();
    server.close();
  }

  @Test
  @SuppressWarnings("SystemOut") // the numbers are for the guarantees' page
  void itLosesNothingKeepsTheOrderAndIsAtTheEndWhatItWasAtTheStart() throws Exception {
    String given = System.getenv("FAULT_SEED");
    long seed = given == null ? System.nanoTime() % 1_000_000 : Long.parseLong(given);
    System.out.println("FAULT_SEED=" + seed);
    var random = new Random(seed);
    int faults = 0;
    try (Weft steady = weft()) {
      Weft other = weft();
      keys.flow(connection.jetStream(), PER_SECOND);
      for (Disturbance each : Disturbance.ALL) { // what each needs once is there from here on
        disturb(each, random);
      }
      awaitRest();
      Footprint atStart = Footprint.now(folder);
      int handledAtStart = keys.handled();
      keys.goOn();

      long end = System.nanoTime() + LENGTH.toNanos();
      while (System.nanoTime() < end) {
        int kind = random.nextInt(Disturbance.ALL.size() + 1);
        if (kind < Disturbance.ALL.size()) {
          disturb(Disturbance.ALL.get(kind), random);
        } else {
          other.stop();
          other = weft();
          awaitHandled(random.nextInt(300));
        }
        faults++;
      }

      awaitRest();
      var atEnd = new AtomicReference<Footprint>();
      await("as many threads and files as at the start")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(2))
          .untilAsserted(
              () -> {
                Footprint now = Footprint.now(folder);
                atEnd.set(now);
                assertThat(now.threadCount())
                    .as("at the start %s, now %s", atStart.threads(), now.threads())
                    .isLessThanOrEqualTo(atStart.threadCount());
                assertThat(now.files()).isLessThanOrEqualTo(atStart.files());
                assertThat(now.heapBytes()).isLessThan(atStart.heapBytes() + HEAP_ALLOWED);
              });
      keys.stop();
      System.out.printf(
          "ENDURANCE %d faults in %d s, FAULT_SEED=%d: %d messages of %d keys, %d lost, %d out of"
              + " order, %d handled again %s, %d dead letters; at the start %s, %d messages later %s%n",
          faults,
          LENGTH.toSeconds(),
          seed,
          keys.published(),
          KEYS,
          keys.published() - keys.handledOnce(),
          keys.violations().size(),
          keys.again(),
          againAfter,
          deadLetters().size(),
          atStart,
          keys.handled() - handledAtStart,
          atEnd.get());
      assertThat(keys.violations()).isEmpty();
      assertThat(keys.again()).isLessThan((faults + Disturbance.ALL.size()) * AGAIN_ALLOWED);
      assertThat(keys.handledOnce()).isEqualTo(keys.published());
      assertThat(deadLetters()).containsExactlyInAnyOrderElementsOf(rejected());
      assertThat(steady.problems()).isEmpty();
      assertThat(other.problems()).isEmpty();
      other.stop();
    }
  }

  /** Every 20th fails at first, every 100th is rejected. */
  private static void handle(Message<String> message) {
    LockSupport.parkNanos(2_000_000);
    int number = Integer.parseInt(message.payload());
    if (number % 100 == 99) {
      throw new RejectException("every 100th");
    }
    if (number % 20 == 7 && message.attempt() == 1) {
      throw new IllegalStateException("every 20th, at first");
    }
  }

  private void disturb(Disturbance kind, Random random) throws Exception {
    int before = keys.again();
    kind.befall(server, network, Duration.ofMillis(500 + random.nextInt(2_500)));
    awaitHandled(50 + random.nextInt(300));
    againAfter.merge(kind, keys.again() - before, Integer::sum);
  }

  private void awaitHandled(int more) {
    int goal = keys.handled() + more;
    await("handled messages").atMost(PATIENCE).until(() -> keys.handled() >= goal);
  }

  /** Publishes no more, and returns when nothing is left to do. */
  private void awaitRest() {
    keys.pause();
    await("nothing is pending")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              int published = keys.published();
              ConsumerInfo info = management().getConsumerInfo(STREAM, HANDLER);
              return info.getNumPending() + info.getNumAckPending() == 0
                  && keys.handledOnce() == published
                  && keys.published() == published;
            });
  }

  private JetStreamManagement management() throws Exception {
    return connection.jetStreamManagement();
  }

  private List<String> rejected() {
    var rejected = new ArrayList<String>();
    keys.publishedOfEach()
        .forEach(
            (key, count) -> {
              for (int number = 99; number < count; number += 100) {
                rejected.add("endure." + key + " " + number);
              }
            });
    return rejected;
  }

  private List<String> deadLetters() throws Exception {
    String stream = STREAM + "_DLQ";
    long last = management().getStreamInfo(stream).getStreamState().getLastSequence();
    var found = new ArrayList<String>();
    for (long sequence = 1; sequence <= last; sequence++) {
      MessageInfo one = management().getMessage(stream, sequence);
      found.add(
          one.getHeaders().getFirst("Weft-Dead-Subject") + " " + new String(one.getData(), UTF_8));
    }
    return found;
  }

  private Weft weft() {
    return Weft.builder()
        .config(
            """
            weft {
              nats.servers = ["%s"]
              http.enabled = false
              streams.%s.subjects = ["endure.*"]
              handlers.%s {
                stream = %s
                codec = string
                concurrency = 16
                ordering = key
                key = "subject:2"
                partitions.lease = 6s
                breaker.enabled = false
                consumer { ack_wait = 3s }
                retry { attempts = 100, first-delay = 20ms, factor = 1, max-delay = 20ms }
              }
            }
            """
                .formatted(network.url(), STREAM, HANDLER, STREAM))
        .handler(HANDLER, new TextHandler(keys.handler(EnduranceTest::handle)))
        .start();
  }
}
