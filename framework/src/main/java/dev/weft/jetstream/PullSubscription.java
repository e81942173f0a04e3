package dev.weft.jetstream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weft.transport.ConsumerSpec;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.support.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One plain subscription that pull requests are answered to, and the count of what is under way.
 *
 * <p>One thread at a time uses it.
 */
final class PullSubscription {

  // How long the server keeps a pull open. Closing an idle context takes this long at most.
  private static final Duration EXPIRY = Duration.ofSeconds(2);
  // A pull of which nothing was heard by then is lost.
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Connection connection;
  private final String nextSubject;
  private final String inbox;
  private final Subscription subscription;
  private final OpenPulls pulls = new OpenPulls();
  private final Deque<Message> unread = new ArrayDeque<>(); // taken off the subscription, to extend
  private int extended; // how many of them, from the head, were there at the last extension
  private final PullLimits limits;
  private long pullNumber;
  private int unheard;

  PullSubscription(Connection connection, JetStreamApi api, ConsumerSpec consumer) {
    this.connection = connection;
    this.nextSubject = api.pullSubject(consumer);
    this.limits = PullLimits.of(consumer, EXPIRY);
    this.inbox = connection.createInbox();
    this.subscription = connection.subscribe(inbox + ".*");
    // What was asked for bounds what comes; a limit here would drop some of it.
    subscription.setPendingLimits(0, 0);
  }

  /** What was asked for and not yet read. */
  int underWay(long now) {
    pulls.forget(now, here());
    return pulls.underWay();
  }

  /** How many pulls in a row were never answered, by no message and no status. */
  int unheard() {
    return unheard;
  }

  /** Asks for so many more messages, or as many of them as the consumer gives at once. */
  void ask(int wanted, long now) {
    int batch = Math.min(wanted, limits.batch());
    String reply = inbox + "." + pullNumber++;
    String request = "{\"batch\":" + batch + ",\"expires\":" + limits.expiry().toNanos() + "}";
    // Shielded: an interrupted thread's publish would be a pull that is counted and never sent.
    Shield.run(() -> connection.publish(nextSubject, reply, request.getBytes(US_ASCII)));
    pulls.sent(reply, batch, now + limits.expiry().plus(GRACE).toNanos());
  }

  /** Waits until there is something to read, which is left to {@link #read}. */
  boolean isHeard(long nanos) throws InterruptedException {
    if (unread.isEmpty()) {
      Message first = receive(nanos);
      if (first == null) {
        return false;
      }
      unread.add(first);
    }
    return true;
  }

  /**
   * Reads a message or a status.
   *
   * @param nanos the longest wait; 0 takes only what is here
   * @return null if nothing came in time
   */
  @Nullable Message read(long nanos) throws InterruptedException {
    Message message = take(nanos);
    if (message == null) {
      unheard += pulls.expire(System.nanoTime());
    } else if (message.isStatusMessage()) {
      unheard = 0;
      if (endsPull(message)) {
        pulls.ended(message.getSubject(), unanswered(message), here());
      }
    } else {
      unheard = 0;
      pulls.read();
    }
    return message;
  }

  /**
   * Starts the ack wait anew of what is here and was here at the last call. What came since is
   * young: with a call at every third of the ack wait, it is two thirds old at the next one at
   * most.
   *
   * @return whether the server has said meanwhile that the consumer was deleted
   */
  boolean extend() throws InterruptedException {
    boolean deleted = false;
    for (Message message = receive(0); message != null; message = receive(0)) {
      unread.add(message);
      deleted |= saysDeleted(message);
    }
    int left = extended;
    for (Message message : unread) {
      if (left-- <= 0) {
        break;
      }
      if (!message.isStatusMessage()) {
        Shield.run(() -> connection.publish(message.getReplyTo(), JetStreamDelivery.IN_PROGRESS));
      }
    }
    extended = unread.size();
    return deleted;
  }

  static boolean saysDeleted(Message message) {
    return message.isStatusMessage()
        && Status.CONSUMER_DELETED.equals(message.getStatus().getMessage());
  }

  private @Nullable Message take(long nanos) throws InterruptedException {
    Message first = unread.poll();
    if (first == null) {
      return receive(nanos);
    }
    extended = Math.max(0, extended - 1);
    return first;
  }

  private @Nullable Message receive(long nanos) throws InterruptedException {
    return subscription.nextMessage(nanos == 0 ? null : Duration.ofNanos(nanos));
  }

  /** Counts from none again. */
  void forgetUnheard() {
    unheard = 0;
  }

  /** The connection is a new one, and the old one's pulls are void. */
  void forgetPulls() {
    unheard = 0;
    pulls.lost(here());
  }

  // Statuses count too, which are few.
  private int here() {
    return unread.size() + (int) subscription.getPendingMessageCount();
  }

  /** When the server will have answered or ended every pull. */
  long lastEnd(long now) {
    return pulls.lastEnd(now);
  }

  /** Whether something has come that nobody has taken yet; any thread may ask. */
  boolean hasMore() {
    return subscription.getPendingMessageCount() > 0;
  }

  boolean isOpen() {
    return subscription.isActive();
  }

  void close() {
    Shield.run(subscription::unsubscribe);
  }

  static boolean endsPull(Message status) {
    return status.getStatus().getCode() != 100; // a heartbeat ends nothing
  }

  private static int unanswered(Message status) {
    String pending =
        status.hasHeaders() ? status.getHeaders().getFirst("Nats-Pending-Messages") : null;
    return pending == null ? 0 : Integer.parseInt(pending);
  }
}
