package dev.weft.jetstream.receive;

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One plain subscription that pull requests are answered to, and the count of what is under way.
 *
 * <p>One thread at a time uses it; another one may extend at the same time.
 */
final class PullSubscription implements Pulls {

  private static final Logger log = LoggerFactory.getLogger(PullSubscription.class);

  private static final Duration A_MOMENT = Duration.ofMillis(1);

  private final Connection connection;
  private final Subscription subscription;
  private final UnreadMessages unread;
  private final OpenPulls pulls = new OpenPulls();
  private final LongPulls longPulls = new LongPulls();
  private final boolean canWithdraw;
  private final PullLimits limits;
  private final PullLength length;
  private final PullRequests requests;
  private PullRequests.@Nullable Sent last;
  private int unheard;
  private boolean lastUnanswered;

  PullSubscription(Link link, Connection connection, JetStreamApi api, ConsumerSpec consumer) {
    this.connection = connection;
    this.canWithdraw = Withdrawal.isPossible(connection);
    // One that is open for longer is withdrawn by a close, or else that would take as long.
    this.limits = PullLimits.of(consumer, canWithdraw ? PullLength.LONGEST : PullLength.SHORT);
    this.length = new PullLength(limits.expiry());
    String inbox = connection.createInbox();
    this.requests = new PullRequests(connection, api.pullSubject(consumer), inbox, limits);
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

  /** How long the next pull is to stay open. */
  PullLength length() {
    return length;
  }

  @Override
  public Duration longest() {
    return length.next().plus(PullRequests.GRACE);
  }

  @Override
  public void ask(int wanted, long bytes, long now) {
    PullRequests.Sent request = requests.ask(wanted, bytes, length.next());
    sent(request, bytes, now);
    if (request.isLong()) {
      longPulls.sent(request.inbox(), now + length.next().plus(PullRequests.GRACE).toNanos());
    }
  }

  @Override
  public void askForOne(Duration expiry, long now) {
    sent(requests.askForOne(expiry), 0, now);
  }

  private void sent(PullRequests.Sent request, long bytes, long now) {
    last = request;
    pulls.sent(request.inbox(), request.asked(), bytes, now + request.silence().toNanos());
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
      requests.look();
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
      noticeLost(pulls.expire(System.nanoTime()));
    } else if (message.isStatusMessage()) {
      unheard = 0;
      if (PullEnd.isEnd(message)) {
        longPulls.ended(message.getSubject());
        lastUnanswered = ended(message);
      } else if (last != null) {
        pulls.goesOn(message.getSubject(), System.nanoTime() + last.silence().toNanos());
      }
    } else {
      unheard = 0;
      pulls.read();
      longPulls.answered();
    }
    return message;
  }

  /** Returns whether no message came for the pull. */
  private boolean ended(Message status) {
    if (PullEnd.isOfLeader(status)) {
      pulls.leaderGone(status.getSubject(), unread.count());
      return false;
    }
    return pulls.ended(status.getSubject(), unanswered(status), unread.count());
  }

  private void noticeLost(int lost) {
    if (lost > 0) {
      unheard += lost;
      length.reset();
      longPulls.lost();
    }
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
    longPulls.clear();
  }

  /** Whether a read can be ended by whatever changes. */
  boolean canWake() {
    return unread.canWake();
  }

  /** How long it is until a pull has to be answered. */
  long untilOver(long now) {
    return pulls.untilOver(now);
  }

  /** When the server will have answered or ended every pull, or shown that it keeps it. */
  long lastEnd(long now) {
    return pulls.lastEnd(now);
  }

  /**
   * Before a close: takes back a pull that would be open for long, also one that is lost, and sees
   * to it that {@link #withdraw} can take back another one.
   */
  void withdrawLong() {
    if (longPulls.isAnyOpen(System.nanoTime())) {
      withdraw();
    } else if (mayWithdraw() && pulls.underWay() > 0 && unread.number() == null) {
      askForOne(A_MOMENT, System.nanoTime()); // whatever answers it has the number
    }
  }

  /**
   * Takes back the pulls that are open, if there is a way; what the server has sent for them by
   * then is here to be read. Blocks for a round trip.
   */
  void withdraw() {
    String number = unread.number();
    if (mayWithdraw() && number != null && Withdrawal.of(connection, number)) {
      pulls.lost(unread.count());
      longPulls.clear();
    }
  }

  private boolean mayWithdraw() {
    return canWithdraw
        && !length.staysShort()
        && connection.getStatus() == Connection.Status.CONNECTED;
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

  /** As {@link #close}, also where the connection is closed already. */
  void leave() {
    try {
      close();
    } catch (IllegalStateException e) {
      log.debug("a subscription is closed without a connection", e);
    }
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
