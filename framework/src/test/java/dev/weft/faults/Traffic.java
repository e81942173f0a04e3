package dev.weft.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.PublishOptions;
import io.nats.client.api.PublishAck;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A publisher that keeps a steady rate and gives up no message: what the stream has not confirmed
 * is published again under the same id, so that it is stored once.
 */
final class Traffic {

  private static final Logger log = LoggerFactory.getLogger(Traffic.class);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

  private final JetStream stream;
  private final String subject;
  private final Ledger ledger;
  private final long intervalNanos;
  private final Thread thread;
  private final ReentrantLock publishing = new ReentrantLock(); // from the first try to the ledger
  private volatile boolean stopped;
  private volatile boolean abandoned;

  private Traffic(JetStream stream, String subject, Ledger ledger, int perSecond) {
    this.stream = stream;
    this.subject = subject;
    this.ledger = ledger;
    this.intervalNanos = 1_000_000_000L / perSecond;
    this.thread = Thread.ofVirtual().name("traffic").unstarted(this::run);
  }

  static Traffic start(JetStream stream, String subject, Ledger ledger, int perSecond) {
    var traffic = new Traffic(stream, subject, ledger, perSecond);
    traffic.thread.start();
    return traffic;
  }

  /** Publishes no more, and returns when the last message is confirmed. */
  void stop() throws InterruptedException {
    stopped = true;
    if (!thread.join(Duration.ofSeconds(60))) {
      throw new AssertionError("the last message cannot be published");
    }
  }

  /** Ends at once, whatever is confirmed; for a scenario that has failed. */
  void abandon() {
    stopped = true;
    abandoned = true;
  }

  /** Does something to the stream while no message is on its way into it. */
  void between(Runnable action) {
    publishing.lock();
    try {
      action.run();
    } finally {
      publishing.unlock();
    }
  }

  /** Publishes one more message, of an id of its own. */
  void publishBesides(String id) {
    between(() -> publish(id));
  }

  private void run() {
    long next = System.nanoTime();
    for (int i = 0; !stopped; i++) {
      String id = "m" + i;
      between(() -> publish(id));
      // After an outage it goes on at its rate, and makes up for a tenth of a second at most.
      next = Math.max(next + intervalNanos, System.nanoTime() - 100_000_000L);
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  private void publish(String id) {
    var options = PublishOptions.builder().messageId(id).build();
    while (!abandoned) {
      try {
        PublishAck ack = stream.publish(subject, id.getBytes(UTF_8), options);
        ledger.published(id, ack.getSeqno());
        return;
      } catch (IOException | JetStreamApiException | IllegalStateException e) {
        // The stream may have it all the same: the same id keeps a second one out.
        log.debug("{} not confirmed: {}", id, e.getMessage());
        LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
      }
    }
  }
}
