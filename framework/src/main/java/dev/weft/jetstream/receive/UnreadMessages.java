package dev.weft.jetstream.receive;

import dev.weft.jetstream.connection.Link;
import dev.weft.jetstream.wire.AckSubject;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription has received and nobody has read: it is read in order, and its ack waits are
 * started anew until then.
 *
 * <p>jnats does not show what waits in a subscription. So the messages are moved to a queue of
 * their own before they are extended. One thread at a time reads; another one may extend at the
 * same time.
 */
final class UnreadMessages {

  private final Link link;
  private final Subscription subscription;
  private final ArrivalWait wait;

  // What was moved off the subscription, to be extended; guarded by the lock.
  private final ReentrantLock moving = new ReentrantLock();
  private final Deque<Message> unread = new ArrayDeque<>(1); // most often there are none
  private long unreadBytes;
  private int extended; // how many of them, from the head, were there at the last extension
  private volatile boolean moved; // whether there is any
  private volatile @Nullable Message late; // was taken while others were moved
  private long takenBefore; // by the last extension; only the extending thread uses it

  UnreadMessages(Link link, Connection connection, Subscription subscription) {
    this.link = link;
    this.subscription = subscription;
    this.wait = new ArrivalWait(connection, subscription);
  }

  /** Whether a wait can be ended by whatever changes. */
  boolean canWake() {
    return wait.canWake();
  }

  /** Waits until there is something to read, which is left to {@link #take}. */
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
        deleted |= PullEnd.isDeletion(message);
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

  /**
   * As {@link #take(long)}, after a look that found nothing; the wait also ends when it is found to
   * be over after a {@link #wake}.
   *
   * @param isOver asked by the thread that waits
   */
  @Nullable Message take(long nanos, BooleanSupplier isOver) throws InterruptedException {
    return wait.await(nanos, () -> moved || isOver.getAsBoolean()) ? take(0) : take(nanos);
  }

  /** The client's number of the subscription; null before the first message or status. */
  @Nullable String number() {
    return wait.number();
  }

  /** Has who waits look whether it is over; false if nobody waits who can be woken. */
  boolean wake() {
    return wait.wake();
  }

  /** Nobody waits any more. */
  void close() {
    wait.close();
  }

  /**
   * Takes the next one.
   *
   * @param nanos the longest wait; 0 takes only what is here
   * @return null if nothing came in time
   */
  @Nullable Message take(long nanos) throws InterruptedException {
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
    Message message = subscription.nextMessage(nanos == 0 ? null : Duration.ofNanos(nanos));
    if (message != null) {
      wait.learn(message);
    }
    return message;
  }

  /** How many they are. Statuses count too, which are few. */
  int count() {
    // A closed subscription may count -1.
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

  /** How many bytes they have together. */
  long bytes() {
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

  /** Whether something has come that nobody has taken yet; any thread may ask. */
  boolean hasMore() {
    return subscription.getPendingMessageCount() > 0;
  }
}
