package dev.weft.jetstream.receive;

import dev.weft.TransportException;
import dev.weft.jetstream.api.JetStreamApi;
import dev.weft.jetstream.consumer.ServedConsumer;
import dev.weft.jetstream.consumer.Standing;
import java.time.Duration;

/**
 * Shows that the server serves a consumer to this client, where there is reason for doubt. Without
 * it a worker that gets nothing would call itself ready until it has found out again.
 */
final class Proof {

  private static final long READ_NANOS = Duration.ofMillis(200).toNanos();

  private Proof() {}

  /**
   * Fails unless the server answers an acknowledgement and a pull. Blocks for 5 s at most; what it
   * brings is left to be read.
   */
  static void of(ServedConsumer served, JetStreamApi api, PullSubscription subscription)
      throws InterruptedException {
    Standing standing = served.standing();
    standing.forgetNews();
    // First, since what a pull brings could not even be handed back.
    api.proveAcknowledgement(served.spec().stream(), served.spec().name(), standing::failIfDenied);
    long now = System.nanoTime();
    subscription.ask(1, ReceiveBudget.LEAST, now);
    long deadline = subscription.lastEnd(now);
    while (!subscription.isHeard(READ_NANOS)) {
      standing.failIfDenied();
      if (deadline - System.nanoTime() <= 0) {
        throw TransportException.passing(
            standing.name() + ": the server does not answer a pull", null);
      }
    }
    standing.restore();
  }
}
