package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.OnNats;
import dev.weft.testing.Storm;
import dev.weft.testing.Stress;
import io.nats.client.api.PublishAck;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 50,000 messages in work at once, in one process: what each of them takes. */
@Stress
class ManyAtOnceStressTest extends OnNats {

  private static final int MESSAGES = 50_000;
  private static final int WARM_UP = 20_000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration ACK_WAIT = Duration.ofSeconds(30);
  private static final Duration LONG_PIN = Duration.ofMillis(20);

  /** Well above what was measured: how much a stack takes depends on what is compiled by then. */
  private static final long MOST_BYTES = 8_000;

  private static final AtomicInteger WARM = new AtomicInteger();
  private static final AtomicInteger IN_WORK = new AtomicInteger();
  private static final AtomicInteger HANDLED = new AtomicInteger();
  private static final AtomicIntegerArray ATTEMPTS = new AtomicIntegerArray(MESSAGES);
  private static final CountDownLatch MAY_END = new CountDownLatch(1);

  /** A payload. */
  public record Order(int number, String customer, long amount) {}

  /** Waits until all are there. */
  public static final class Waiting implements Handler<Order> {
    @Override
    public void handle(Message<Order> message) throws InterruptedException {
      if (message.payload().number() < 0) {
        WARM.incrementAndGet();
        return;
      }
      ATTEMPTS.addAndGet(message.payload().number(), message.attempt());
      IN_WORK.incrementAndGet();
      MAY_END.await();
      HANDLED.incrementAndGet();
    }
  }

  @TempDir private Path folder;

  @AfterEach
  void end() {
    MAY_END.countDown();
  }

  @Test
  void eachIsHandledOnceAndTakesSomeKilobytesAndNoThreadOfTheSystem() throws Exception {
    createStream("ORDERS", "orders.>");
    try (var recording = new Recording();
        WorkerRuntime weft = start()) {
      recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO).withStackTrace();
      recording.start();
      publish(-WARM_UP, 0); // an interpreted frame takes more than a compiled one
      await("warm").atMost(PATIENCE).untilAtomic(WARM, greaterThanOrEqualTo(WARM_UP));
      await("all settled").atMost(PATIENCE).until(() -> left("ORDERS", "many") == 0);
      long heapBefore = usedHeap();
      int threadsBefore = threads();

      publish(0, MESSAGES);
      await("all in work").atMost(PATIENCE).untilAtomic(IN_WORK, greaterThanOrEqualTo(MESSAGES));
      long bytes = (usedHeap() - heapBefore) / MESSAGES;
      int threads = threads();
      if (Storm.isLong()) { // they are kept alive over the end of the ack wait
        await().during(ACK_WAIT.plusSeconds(5)).atMost(PATIENCE).until(() -> HANDLED.get() == 0);
      }
      MAY_END.countDown();
      await("all handled").atMost(PATIENCE).untilAtomic(HANDLED, greaterThanOrEqualTo(MESSAGES));
      await("all settled").atMost(PATIENCE).until(() -> left("ORDERS", "many") == 0);
      recording.stop();

      List<RecordedEvent> pins = pins(recording);
      List<RecordedEvent> longPins =
          pins.stream().filter(pin -> pin.getDuration().compareTo(LONG_PIN) > 0).toList();
      System.out.printf(
          "%,d messages in work, JDK %s: %,d bytes of heap each, %d platform threads (%d before),"
              + " pinned: %d, over 20 ms: %d%n",
          MESSAGES,
          Runtime.version().feature(),
          bytes,
          threads,
          threadsBefore,
          pins.size(),
          longPins.size());
      assertThat(IntStream.range(0, MESSAGES).map(ATTEMPTS::get))
          .as("the first attempt of each, and no other")
          .containsOnly(1);
      assertThat(weft.problems()).isEmpty();
      assertThat(longPins).noneMatch(ManyAtOnceStressTest::isOursOrJnats);
      assertThat(bytes).isLessThan(MOST_BYTES);
      assertThat(threads - threadsBefore).isLessThan(50);
    }
  }

  private WorkerRuntime start() {
    String config =
        """
        weft {
          nats.servers = "%s"
          handlers.many {
            class = "%s", stream = ORDERS, concurrency = %d
            consumer { ack_wait = %ds, max_ack_pending = %d }
          }
        }
        """
            .formatted(
                server.url(),
                Configs.name(Waiting.class),
                MESSAGES,
                ACK_WAIT.toSeconds(),
                MESSAGES + 1_000);
    return WorkerRuntime.start(Configs.read(config), Configs.CLASSES, Observer.none());
  }

  private void publish(int from, int to) throws IOException {
    var unanswered = new ArrayList<CompletableFuture<PublishAck>>();
    for (int i = from; i < to; i++) {
      String order = "{\"number\":" + i + ",\"customer\":\"c-" + i % 100 + "\",\"amount\":1}";
      unanswered.add(connection.jetStream().publishAsync("orders.new", order.getBytes(UTF_8)));
      if (unanswered.size() == 1_000) {
        unanswered.forEach(CompletableFuture::join);
        unanswered.clear();
      }
    }
    unanswered.forEach(CompletableFuture::join);
  }

  private List<RecordedEvent> pins(Recording recording) throws IOException {
    Path file = folder.resolve("pins.jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals("jdk.VirtualThreadPinned"))
        .toList();
  }

  private static boolean isOursOrJnats(RecordedEvent pin) {
    return pin.getStackTrace() != null
        && pin.getStackTrace().getFrames().stream()
            .map(frame -> frame.getMethod().getType().getName())
            .anyMatch(type -> type.startsWith("dev.weft.") || type.startsWith("io.nats."));
  }

  private static long usedHeap() {
    System.gc();
    System.gc(); // what the first has only made reachable by a reference queue
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  // Of the system: the bean does not count virtual ones.
  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }
}
