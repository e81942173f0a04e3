package dev.weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.RetryException;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.CapturedLog;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many long retries that are due at once, on a real server (2.12 or newer). */
class DueRetriesOnNatsTest {

  private static final double MOST = 1.3;
  private static final int ROUNDS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** What the machine shows of it: the ratio goes into the log at a level that tests have on. */
  private static final Logger log = LoggerFactory.getLogger(DueRetriesOnNatsTest.class);

  @AutoClose private final RetriesOnNats nats = new RetriesOnNats();
  private Duration lead = Duration.ofSeconds(2);

  DueRetriesOnNatsTest() throws IOException {}

  @ParameterizedTest
  @CsvSource({"push, 50, 3000, 20", "pull, 50, 3000, 20", "push, 1, 300, 3"})
  void theyAreHandledAsFastAsFreshMessages(String mode, int concurrency, int messages, int millis)
      throws Exception {
    AtOnce.millis = millis;
    try (var quiet = CapturedLog.of("dev.weft.engine.delivery.SettlementLog", Level.ERROR);
        WorkerRuntime weft =
            nats.start(AtOnce.class, "mode = " + mode, "concurrency = " + concurrency)) {
      double ratio = Double.MAX_VALUE;
      for (int round = 0; round < ROUNDS && ratio > MOST; round++) { // the machine may be busy
        ratio = Math.min(ratio, ratio(messages));
        log.warn("{}, {} at once: due retries to fresh messages: {}", mode, concurrency, ratio);
      }

      assertThat(ratio).isLessThanOrEqualTo(MOST);
      assertThat(weft.problems()).isEmpty();
      assertThat(quiet.lines()).isEmpty();
    }
  }

  /** How long as many retries take that are due at once, to fresh messages. */
  private double ratio(int messages) {
    AtOnce.reset(Instant.EPOCH);
    publish("fresh", messages);
    await().until(() -> AtOnce.done.get() == messages);
    Duration fresh = AtOnce.took();

    Instant due = Instant.now().plus(lead);
    AtOnce.reset(due);
    publish("later", messages);
    await()
        .atMost(lead.plus(PATIENCE))
        .until(() -> nats.messages("ORDERS_RETRY") == messages || Instant.now().isAfter(due));
    boolean together = Instant.now().isBefore(due);
    await().atMost(lead.plus(PATIENCE)).until(() -> AtOnce.done.get() == messages);
    if (!together) { // the machine was too slow to have all of them wait by then
      lead = lead.multipliedBy(2);
      return Double.MAX_VALUE;
    }
    return (double) AtOnce.took().toNanos() / fresh.toNanos();
  }

  private void publish(String id, int messages) {
    for (int i = 0; i < messages; i++) {
      nats.connection.publish("orders.new", RetriesOnNats.json(id + i));
    }
  }

  /** Defers what comes before a time to that time, and works on all else for a while. */
  public static final class AtOnce implements Handler<TestHandlers.Order> {

    static volatile int millis;
    private static volatile Instant due = Instant.EPOCH;
    static final AtomicInteger done = new AtomicInteger();
    private static final AtomicLong first = new AtomicLong();
    private static volatile long last;

    static void reset(Instant at) {
      due = at;
      done.set(0);
      first.set(0);
    }

    static Duration took() {
      return Duration.ofNanos(last - first.get());
    }

    @Override
    public void handle(Message<TestHandlers.Order> message) throws Exception {
      Duration left = Duration.between(Instant.now(), due);
      if (message.attempt() == 1 && left.isPositive()) {
        throw new RetryException(left, "not yet");
      }
      first.compareAndSet(0, System.nanoTime());
      TimeUnit.MILLISECONDS.sleep(millis);
      last = System.nanoTime();
      done.incrementAndGet();
    }
  }
}
