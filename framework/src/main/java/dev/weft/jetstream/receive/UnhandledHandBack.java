package dev.weft.jetstream.receive;

import dev.weft.TransportException;
import dev.weft.engine.HandBack;
import dev.weft.jetstream.connection.Link;
import dev.weft.jetstream.consumer.ConsumerLife;
import dev.weft.jetstream.consumer.ServedConsumer;
import dev.weft.jetstream.settle.JetStreamDelivery;
import io.nats.client.Connection;
import io.nats.client.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands back what a closing context has received and not handed out.
 *
 * <p>The open pulls end first, since the server counts what it is just sending as delivered. They
 * are taken back as soon as nothing comes to them.
 */
final class UnhandledHandBack {

  private static final Logger log = LoggerFactory.getLogger(UnhandledHandBack.class);

  /** Where nothing comes for so long, hardly anything is being sent. */
  private static final long QUIET_NANOS = Duration.ofMillis(100).toNanos();

  private UnhandledHandBack() {}

  /** Blocks until the open pulls have ended, and what they brought is sent. */
  static void handBack(
      PullSubscription subscription, Link link, Connection connection, ServedConsumer served) {
    try {
      List<JetStreamDelivery> left = collect(subscription, link, connection, served.life());
      // In the stream's order, since the server redelivers them in the order of their return.
      left.sort(Comparator.comparingLong(JetStreamDelivery::sequence));
      int handedBack = HandBack.all(left);
      if (handedBack > 0) {
        log.info("consumer {}: messages handed back unstarted: {}", served.name(), handedBack);
      }
    } catch (IllegalStateException | TransportException e) {
      log.warn(
          "consumer {}: closed without a connection, so messages that were received are redelivered"
              + " after their ack wait: {}",
          served.name(),
          e.getMessage());
    }
  }

  private static List<JetStreamDelivery> collect(
      PullSubscription subscription, Link link, Connection connection, ConsumerLife life) {
    var left = new ArrayList<JetStreamDelivery>();
    long deadline = subscription.lastEnd(System.nanoTime());
    subscription.withdrawLong();
    try {
      while (true) {
        long now = System.nanoTime();
        boolean more = subscription.underWay(now) > 0 && deadline - now > 0;
        Message message = subscription.read(more ? QUIET_NANOS : 0);
        if (message != null && !message.isStatusMessage()) {
          left.add(new JetStreamDelivery(link, life, message));
        } else if (message == null) {
          if (!more || !isConnected(connection)) {
            return left;
          }
          subscription.withdraw();
        }
      }
    } catch (InterruptedException e) {
      // A second wish to stop: what is here goes back now, and the flag is the caller's again.
      Thread.currentThread().interrupt();
      return left;
    }
  }

  private static boolean isConnected(Connection connection) {
    return connection.getStatus() == Connection.Status.CONNECTED;
  }
}
