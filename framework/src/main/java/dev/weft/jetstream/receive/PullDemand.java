package dev.weft.jetstream.receive;

import dev.weft.ReceiveMode;
import io.nats.client.Connection;
import java.time.Duration;

/**
 * Decides when a source asks for more messages, and for how many. One thread at a time uses it.
 *
 * <p>With {@code mode = pull} it asks for what can start now. With {@code mode = push} it tops its
 * window up when half of it is used, so that the next messages are on their way before the last
 * ones are handled. Where nothing comes it asks for one message, for longer and longer.
 */
final class PullDemand implements AutoCloseable {

  // While something is to be asked for that cannot be: what is in the way ends by itself.
  private static final long LACKING_NANOS = Duration.ofMillis(200).toNanos();

  // While all is asked for that is wanted: whatever else changes wakes who reads, over Weft's own
  // socket, as long pulls need it.
  private static final long QUIET_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long IDLE_NANOS = Duration.ofSeconds(10).toNanos();

  private final Connection connection;
  private final ReceiveMode mode;
  private final PullSubscription subscription;
  private final ByteWindow bytes;
  private final ReceiveWindow window = new ReceiveWindow();
  private final PullPause pause = new PullPause();
  private final PullLength length;

  PullDemand(
      Connection connection,
      ReceiveMode mode,
      PullSubscription subscription,
      ReceiveBudget budget) {
    this.connection = connection;
    this.mode = mode;
    this.subscription = subscription;
    this.length = subscription.length();
    this.bytes = new ByteWindow(budget, subscription.mostBytes());
  }

  /** The caller gets through one message in this time. */
  void pace(long nanos) {
    window.pace(nanos);
  }

  /** How many more messages to ask for now; 0 for none. */
  int wanted(int demand, long now) {
    int lacking = lacking(demand, now);
    return lacking > 0 && !pause.isOn(now) && canSend() ? lacking : 0;
  }

  /**
   * How long a read may wait at most: until a pause may be over, until there may be a connection or
   * room again, or until a pull has to be answered.
   */
  long longestRead(int demand) {
    long now = System.nanoTime();
    return lacking(demand, now) > 0
        ? LACKING_NANOS
        : Math.clamp(subscription.untilOver(now), 1, mostNanos());
  }

  private long mostNanos() {
    return length.isLong() && subscription.canWake() ? IDLE_NANOS : QUIET_NANOS;
  }

  private int lacking(int demand, long now) {
    int goal = goal(demand);
    int low = mode == ReceiveMode.PUSH ? goal / 2 : goal - 1;
    int underWay = subscription.underWay(now);
    return underWay <= low ? goal - underWay : 0;
  }

  private int goal(int demand) {
    if (length.isLong()) {
      return 1;
    }
    return mode == ReceiveMode.PUSH ? window.size(demand) : demand;
  }

  /** Asks for so many more, as far as their bytes have room, for which it waits so long at most. */
  void ask(int wanted, long patience, long now) throws InterruptedException {
    bytes.ask(subscription, wanted, Duration.ofNanos(patience), now);
  }

  // Not while reconnecting: the pull would wait in the client, and its time run out there. A closed
  // connection is asked, for the error.
  private boolean canSend() {
    Connection.Status status = connection.getStatus();
    return status != Connection.Status.RECONNECTING && status != Connection.Status.DISCONNECTED;
  }

  /** A message of that size was read. */
  void received(long size) {
    pause.reset();
    length.reset();
    bytes.received(size);
  }

  /** A pull ran its time, or got all there was. */
  void timeIsOver() {
    pause.reset();
    if (subscription.isLastUnanswered()) {
      length.nothingCame();
      bytes.nothingCame();
    }
  }

  /** A pull was ended since the next message had no room in what was left of its bytes. */
  void outOfBytes() {
    pause.reset();
    length.reset();
    if (subscription.isLastUnanswered()) {
      bytes.tooLarge();
    }
  }

  /**
   * The server gave a pull up for a reason that passes.
   *
   * @return whether it has held back for the longest time already, and begins to once more
   */
  boolean interrupted(long now) {
    length.reset();
    return pause.grow(now);
  }

  /** The connection is a new one, and the old one's pulls are void. */
  void newConnection() {
    subscription.forgetPulls();
    pause.reset();
    length.reset();
  }

  @Override
  public void close() {
    bytes.close();
  }
}
