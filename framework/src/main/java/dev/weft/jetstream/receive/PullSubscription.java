package dev.weft.jetstream.receive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weft.jetstream.api.JetStreamApi;
import dev.weft.jetstream.connection.Link;
import dev.weft.jetstream.connection.Shield;
import dev.weft.transport.ConsumerSpec;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One plain subscription that pull requests are answered to, and the count of what is under way.
 *
 * <p>One thread at a time uses it; another one may extend at the same time.
 */
final class PullSubscription implements Pulls {

  // How long the server keeps a pull open. Closing an idle context takes this long at most.
  private static final Duration EXPIRY = Duration.ofSeconds(2);
  // A pull of which nothing was heard by then is lost.
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** How long what a pull asks for may be under way. */
  static final Duration LONGEST = EXPIRY.plus(GRACE);

  /** What the server counts of a message beside its payload and headers, at most. */
  private static final long SUBJECTS = 8 << 10;

  private static final byte[] LOOK = "{\"batch\":1,\"no_wait\":true}".getBytes(US_ASCII);

  private final Connection connection;
  private final String nextSubject;
  private final String inbox;
  private final Subscription subscription;
  private final UnreadMessages unread;
  private final OpenPulls pulls = new OpenPulls();
  private final PullLimits limits;
  private long pullNumber;
  private int unheard;
  private boolean lastUnanswered;

  PullSubscription(Link link, Connection connection, JetStreamApi api, ConsumerSpec consumer) {
    this.connection = connection;
    this.nextSubject = api.pullSubject(consumer);
    this.limits = PullLimits.of(consumer, EXPIRY);
    this.inbox = connection.createInbox();
    this.subscription = connection.subscribe(inbox + ".*");
    // What was asked for bounds what comes; a limit here would drop some of it.
    subscription.setPendingLimits(0, 0);
    this.unread = new UnreadMessages(link, connection, subscription);
  }

  @Override
  public int underWay(long now) {
    pulls.forget(now, unread.count());
    return pulls.underWay();
  }

  /** How many bytes the consumer lets a pull ask for. */
  long mostBytes() {
    return limits.bytes();
  }

  /** How many pulls in a row were never answered, by no message and no status. */
  int unheard() {
    return unheard;
  }

  @Override
  public void ask(int wanted, long bytes, long now) {
    int batch = Math.min(wanted, limits.batch());
    // A limit in bytes has the server end the pull by a status, which costs as much as a message.
    boolean hasRoom = bytes >= batch * (connection.getMaxPayload() + SUBJECTS);
    ask(batch, limits.expiry(), bytes, hasRoom ? "}" : ",\"max_bytes\":" + bytes + "}", now);
  }

  @Override
  public void askForOne(Duration expiry, long now) {
    Duration shorter = expiry.compareTo(limits.expiry()) < 0 ? expiry : limits.expiry();
    ask(1, shorter, 0, "}", now);
  }

  private void ask(int batch, Duration expiry, long bytes, String end, long now) {
    String reply = inbox + "." + pullNumber++;
    String request = "{\"batch\":" + batch + ",\"expires\":" + expiry.toNanos() + end;
    // Shielded: an interrupted thread's publish would be a pull that is counted and never sent.
    Shield.run(() -> connection.publish(nextSubject, reply, request.getBytes(US_ASCII)));
    pulls.sent(reply, batch, bytes, now + expiry.plus(GRACE).toNanos());
  }

  @Override
  public int unfinished() {
    return pulls.unfinished(unread.count());
  }

  @Override
  public long unfinishedBytes() {
    return pulls.unfinishedBytes(unread.count());
  }

  @Override
  public long bytesHere() {
    return unread.bytes();
  }

  /** Whether no message came for the pull that ended last. */
  boolean isLastUnanswered() {
    return lastUnanswered;
  }

  /**
   * Has who waits for the next one look whether that is over. Where nobody can be woken from here,
   * it has the server send something at once, if only that it has no message: a look of its own,
   * which is not counted. Any thread may call it.
   */
  void wake() {
    if (!unread.wake()) {
      Shield.run(() -> connection.publish(nextSubject, inbox + ".wake", LOOK));
    }
  }

  /** As {@link #wake}, and only if somebody can be woken from here. */
  void wakeHere() {
    unread.wake();
  }

  /** Waits until there is something to read, which is left to {@link #read}. */
  boolean isHeard(long nanos) throws InterruptedException {
    return unread.isHeard(nanos);
  }

  /**
   * Reads a message or a status.
   *
   * @param nanos the longest wait; 0 takes only what is here
   * @return null if nothing came in time
   */
  @Nullable Message read(long nanos) throws InterruptedException {
    return counted(unread.take(nanos));
  }

  /**
   * As {@link #read(long)}, after a read that found nothing here; the wait may end before its time,
   * and does so when it is over.
   *
   * @param isOver asked by the calling thread at first and after each {@link #wake}
   */
  @Nullable Message read(long nanos, BooleanSupplier isOver) throws InterruptedException {
    return counted(unread.take(nanos, isOver));
  }

  private @Nullable Message counted(@Nullable Message message) {
    if (message == null) {
      unheard += pulls.expire(System.nanoTime());
    } else if (message.isStatusMessage()) {
      unheard = 0;
      if (PullEnd.isEnd(message)) {
        lastUnanswered = pulls.ended(message.getSubject(), unanswered(message), unread.count());
      }
    } else {
      unheard = 0;
      pulls.read();
    }
    return message;
  }

  /** As {@link UnreadMessages#extend}. */
  boolean extend() throws InterruptedException {
    return unread.extend();
  }

  /** As {@link UnreadMessages#extendIfLeft}. */
  boolean extendIfLeft() throws InterruptedException {
    return unread.extendIfLeft();
  }

  /** Counts from none again. */
  void forgetUnheard() {
    unheard = 0;
  }

  /** The connection is a new one, and the old one's pulls are void. */
  void forgetPulls() {
    unheard = 0;
    pulls.lost(unread.count());
  }

  /** How long it is until a pull has to be answered of which nothing was heard so far. */
  long untilUnheard(long now) {
    return pulls.untilUnheard(now);
  }

  /** When the server will have answered or ended every pull. */
  long lastEnd(long now) {
    return pulls.lastEnd(now);
  }

  /** Whether something has come that nobody has taken yet; any thread may ask. */
  boolean hasMore() {
    return unread.hasMore();
  }

  boolean isOpen() {
    return subscription.isActive();
  }

  void close() {
    closeWait();
    Shield.run(subscription::unsubscribe);
  }

  /** Nobody waits any more for what comes. */
  void closeWait() {
    unread.close();
  }

  private static int unanswered(Message status) {
    String pending =
        status.hasHeaders() ? status.getHeaders().getFirst("Nats-Pending-Messages") : null;
    return pending == null ? 0 : Integer.parseInt(pending);
  }
}
