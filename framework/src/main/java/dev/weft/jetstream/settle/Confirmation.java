package dev.weft.jetstream.settle;

import dev.weft.TransportException;
import dev.weft.jetstream.connection.Link;
import io.nats.client.Message;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends a settlement as a request, and waits for the server's answer to it.
 *
 * <p>An interrupt does not end the wait: it comes when a scope is cancelled, and just then the
 * message in work is settled.
 */
final class Confirmation {

  private static final int TRIES = 3;
  private static final long WAIT_NANOS = Duration.ofSeconds(2).toNanos();

  // After a try that failed at once: no connection, or a consumer between two leaders.
  private static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();

  private final Link link;
  private final String replyTo;
  private final byte[] settlement;
  private boolean interrupted;
  private @Nullable Exception failure;

  private Confirmation(Link link, String replyTo, byte[] settlement) {
    this.link = link;
    this.replyTo = replyTo;
    this.settlement = settlement;
  }

  /**
   * Blocks until the server has answered, 6 s at most. Keeps the thread's interrupt flag.
   *
   * @param what names the settlement in the error
   * @throws TransportException if it has not answered
   */
  static void await(Link link, String replyTo, byte[] settlement, String what) {
    var confirmation = new Confirmation(link, replyTo, settlement);
    if (!confirmation.isAnswered()) {
      throw TransportException.passing(
          what + ": the server did not answer in " + TRIES + " tries", confirmation.failure);
    }
  }

  private boolean isAnswered() {
    interrupted = Thread.interrupted(); // jnats would discard what an interrupted thread sends
    try {
      for (int i = 1; i <= TRIES; i++) {
        long start = System.nanoTime();
        if (ask(start + WAIT_NANOS)) {
          return true;
        }
        if (i < TRIES) {
          sleepUntil(start + PAUSE_NANOS);
        }
      }
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean ask(long deadline) {
    try {
      CompletableFuture<Message> answer = link.connection().request(replyTo, settlement);
      while (true) { // until an answer, or the deadline, whatever interrupts there are
        try {
          answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
          return true;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (TimeoutException | ExecutionException | IllegalStateException e) {
      // The latter where nobody listens to the subject, the connection is closed, or the buffer for
      // the time without one is full.
      failure = e;
      return false;
    }
  }

  private void sleepUntil(long deadline) {
    long left = deadline - System.nanoTime();
    while (left > 0) {
      try {
        TimeUnit.NANOSECONDS.sleep(left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = deadline - System.nanoTime();
    }
  }
}
