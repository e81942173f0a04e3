package dev.weft.jetstream.receive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weft.jetstream.api.JetStreamApi;
import dev.weft.jetstream.connection.Link;
import dev.weft.jetstream.connection.Shield;
import dev.weft.jetstream.wire.AckSubject;
import dev.weft.transport.ConsumerSpec;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.support.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
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

  private final Link link;
  private final Connection connection;
  private final String nextSubject;
  private final String inbox;
  private final Subscription subscription;
  private final OpenPulls pulls = new OpenPulls();
  private final PullLimits limits;
  private long pullNumber;
  private int unheard;
  private boolean lastUnanswered;

  // What was moved off the subscription, to be extended; guarded by the lock.
  private final ReentrantLock moving = new ReentrantLock();
  private final Deque<Message> unread = new ArrayDeque<>();
  private long unreadBytes;
  private int extended; // how many of them, from the head, were there at the last extension
  private volatile boolean moved; // whether there is any
  private volatile @Nullable Message late; // was taken while others were moved
  private long takenBefore; // by the last extension; only the extending thread uses it

  PullSubscription(Link link, Connection connection, JetStreamApi api, ConsumerSpec consumer) {
    this.link = link;
    this.connection = connection;
    this.nextSubject = api.pullSubject(consumer);
    this.limits = PullLimits.of(consumer, EXPIRY);
    this.inbox = connection.createInbox();
    this.subscription = connection.subscribe(inbox + ".*");
    // What was asked for bounds what comes; a limit here would drop some of it.
    subscription.setPendingLimits(0, 0);
  }

  @Override
  public int underWay(long now) {
    pulls.forget(now, here());
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
    return pulls.unfinished(here());
  }

  @Override
  public long unfinishedBytes() {
    return pulls.unfinishedBytes(here());
  }

  @Override
  public long bytesHere() {
    return (moved ? bytesMoved() : 0) + Math.max(0, subscription.getPendingByteCount());
  }

  private long bytesMoved() {
    moving.lock();
    try {
      return unreadBytes;
    } finally {
      moving.unlock();
    }
  }

  /** Whether no message came for the pull that ended last. */
  boolean isLastUnanswered() {
    return lastUnanswered;
  }

  /**
   * Has the server send something at once, if only that it has no message: a look of its own, which
   * is not counted. Any thread may call it.
   */
  void wake() {
    Shield.run(() -> connection.publish(nextSubject, inbox + ".wake", LOOK));
  }

  /** Waits until there is something to read, which is left to {@link #read}. */
  boolean isHeard(long nanos) throws InterruptedException {
    if (moved) {
      return true;
    }
    Message first = receive(nanos);
    if (first != null) {
      late = first;
      putBack(first);
    }
    return first != null;
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
        lastUnanswered = pulls.ended(message.getSubject(), unanswered(message), here());
      }
    } else {
      unheard = 0;
      pulls.read();
    }
    return message;
  }

  /**
   * Starts the ack wait anew of what is here and was here at the last call, while nobody reads.
   * What came since is young: with a call at every third of the ack wait, it is two thirds old at
   * the next one at most.
   *
   * @return whether the server has said meanwhile that the consumer was deleted
   */
  boolean extend() throws InterruptedException {
    moving.lock();
    try {
      boolean deleted = move();
      extend(extended);
      return deleted;
    } finally {
      moving.unlock();
      takenBefore = subscription.getDeliveredCount();
    }
  }

  /**
   * As {@link #extend}, while somebody reads, who leaves nothing here for long. But a virtual
   * thread may find no carrier when it is woken: if nothing was taken since the last call, all that
   * is here is extended.
   */
  boolean extendIfLeft() throws InterruptedException {
    long taken = subscription.getDeliveredCount();
    boolean left = taken == takenBefore && (moved || hasMore());
    takenBefore = taken;
    if (!left) {
      return false;
    }
    moving.lock();
    try {
      boolean deleted = move();
      extend(unread.size());
      return deleted;
    } finally {
      moving.unlock();
      takenBefore = subscription.getDeliveredCount();
    }
  }

  /** Moves what has come; returns whether the server says that the consumer was deleted. */
  private boolean move() throws InterruptedException {
    boolean deleted = false;
    moved = true; // before it takes any, or who reads meanwhile would take a later one for the next
    try {
      for (Message message = receive(0); message != null; message = receive(0)) {
        unread.add(message);
        unreadBytes += message.consumeByteCount();
        deleted |= saysDeleted(message);
      }
    } finally {
      moved = !unread.isEmpty();
    }
    return deleted;
  }

  /** Extends so many of what was moved, from the head, each by itself. */
  private void extend(int count) {
    RuntimeException failure = null;
    Message apart = late;
    if (apart != null) {
      failure = extend(apart, failure);
    }
    int left = count;
    for (Message message : unread) {
      if (left-- <= 0) {
        break;
      }
      failure = extend(message, failure);
    }
    extended = unread.size();
    if (failure != null) {
      throw failure;
    }
  }

  /** Returns the first failure. */
  private @Nullable RuntimeException extend(Message message, @Nullable RuntimeException before) {
    try {
      if (!message.isStatusMessage()) {
        link.extend(message.getReplyTo());
      }
      return before;
    } catch (RuntimeException e) {
      return before == null ? e : before;
    }
  }

  static boolean saysDeleted(Message message) {
    return message.isStatusMessage()
        && Status.CONSUMER_DELETED.equals(message.getStatus().getMessage());
  }

  private @Nullable Message take(long nanos) throws InterruptedException {
    Message first = moved ? takeMoved() : null;
    if (first != null) {
      return first;
    }
    Message message = receive(nanos);
    if (!moved) {
      return message;
    }
    if (message != null) { // others were moved while it was taken
      late = message;
      putBack(message);
    }
    return takeMoved();
  }

  private @Nullable Message takeMoved() {
    moving.lock();
    try {
      Message first = unread.poll();
      if (first != null) {
        unreadBytes -= first.consumeByteCount();
      }
      extended = Math.max(0, extended - 1);
      moved = !unread.isEmpty();
      return first;
    } finally {
      moving.unlock();
    }
  }

  /** Puts a message that is kept alive as {@link #late} among those that were moved. */
  private void putBack(Message message) {
    moving.lock();
    try {
      insert(message);
      unreadBytes += message.consumeByteCount();
      moved = true;
      late = null;
    } finally {
      moving.unlock();
    }
  }

  // It was taken before the others were moved, after, or between two of them.
  private void insert(Message message) {
    int ahead = 0;
    for (Message one : unread) {
      if (isBefore(message, one)) {
        break;
      }
      ahead++;
    }
    var behind = new ArrayDeque<Message>();
    while (unread.size() > ahead) {
      behind.addFirst(unread.removeLast());
    }
    unread.addLast(message);
    unread.addAll(behind);
    if (ahead < extended) {
      extended++;
    }
  }

  // The place of a status does not matter.
  private static boolean isBefore(Message message, Message other) {
    return !message.isStatusMessage()
        && !other.isStatusMessage()
        && AckSubject.parse(message.getReplyTo()).number()
            < AckSubject.parse(other.getReplyTo()).number();
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

  // Statuses count too, which are few. A closed subscription may count -1.
  private int here() {
    return (moved ? countMoved() : 0) + (int) Math.max(0, subscription.getPendingMessageCount());
  }

  private int countMoved() {
    moving.lock();
    try {
      return unread.size();
    } finally {
      moving.unlock();
    }
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
