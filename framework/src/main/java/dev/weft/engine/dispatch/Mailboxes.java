package dev.weft.engine.dispatch;

import dev.weft.StreamPosition;
import dev.weft.transport.Delivery;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The waiting lines of all keys that have messages, and which of them may start. Guarded by {@link
 * KeyedSchedule}'s lock.
 */
public final class Mailboxes {

  /** What became of a delivery that has come. */
  enum Entry {
    /** It waits in its mailbox. */
    QUEUED,
    /** It is here already: the server has lost patience, and either copy's settlement counts. */
    HERE_ALREADY,
    /** It was settled, and the settlement got lost. */
    SETTLED_ALREADY,
    /** Everything is handed back now. */
    REFUSED
  }

  private final Map<String, Mailbox> mailboxes = new HashMap<>();
  private final Deque<Mailbox> ready = new ArrayDeque<>();
  // Read without the lock, to keep alive what is here.
  private final Map<StreamPosition, KeyedDelivery> held = new ConcurrentHashMap<>();
  private final SettledLately settledLately = new SettledLately();
  private final AttemptsMade attemptsMade = new AttemptsMade();
  private long newest; // of all sequences that came
  private boolean refusing;

  /** How many messages are here, those in flight included. */
  int size() {
    return held.size();
  }

  /** So long after a settlement its loss may show. */
  void ackWait(Duration wait) {
    settledLately.ackWait(wait);
  }

  public boolean isReady() {
    return !ready.isEmpty();
  }

  public Entry add(String key, Delivery delivery) {
    StreamPosition position = position(delivery);
    Entry copy = copyOf(delivery);
    if (copy == Entry.SETTLED_ALREADY) {
      return copy;
    }
    if (refusing) {
      return Entry.REFUSED;
    }
    newest = Math.max(newest, position.sequence());
    if (copy != null) {
      return copy;
    }
    Mailbox mailbox = mailboxes.get(key);
    if (mailbox == null) {
      mailbox = new Mailbox(key);
      mailboxes.put(key, mailbox);
      ready.add(mailbox);
    }
    var keyed = new KeyedDelivery(delivery, mailbox, attemptsMade.recall(delivery));
    held.put(position, keyed);
    mailbox.line.add(keyed);
    return Entry.QUEUED;
  }

  /**
   * Whether a delivery is another one of a message that is here, or was settled here.
   *
   * @return {@link Entry#HERE_ALREADY}, {@link Entry#SETTLED_ALREADY}, or null if it is the first
   */
  @Nullable Entry copyOf(Delivery delivery) {
    StreamPosition position = position(delivery);
    // A new leader may not know that it was delivered, and count anew.
    boolean mayBeAgain = delivery.attempt() > 1 || position.sequence() <= newest;
    if (mayBeAgain && settledLately.has(delivery)) {
      return Entry.SETTLED_ALREADY;
    }
    KeyedDelivery here = held.get(position);
    if (here != null) {
      // A new leader that did not know of the delivery has ignored its settlement: once more, then.
      boolean isSettled = here.isSettled() && here.timestamp().equals(delivery.timestamp());
      return isSettled ? Entry.SETTLED_ALREADY : Entry.HERE_ALREADY;
    }
    return null;
  }

  /** The message that is to start next, the first of its mailbox; null if none is ready. */
  public @Nullable KeyedDelivery takeReady() {
    Mailbox mailbox = ready.poll();
    if (mailbox == null) {
      return null;
    }
    mailbox.state = Mailbox.State.IN_FLIGHT;
    return mailbox.line.element();
  }

  /** As {@link #leftIn}, of a mailbox whose message was taken, did not start, and is still next. */
  List<KeyedDelivery> putBack(Mailbox mailbox) {
    mailbox.state = Mailbox.State.READY;
    ready.addFirst(mailbox);
    return leftIn(mailbox);
  }

  /** The thread that had taken a message is gone, and did not say what became of it. */
  void lost(KeyedDelivery delivery) {
    Mailbox mailbox = delivery.mailbox();
    if (mailbox.state == Mailbox.State.IN_FLIGHT && isHere(mailbox)) {
      makeReady(mailbox);
    }
  }

  /** An attempt at the first message of its mailbox has ended. */
  public void finished(KeyedDelivery delivery, long now) {
    Mailbox mailbox = delivery.mailbox();
    delivery.attemptEnded();
    Duration again = delivery.again();
    if (again == null) {
      mailbox.line.remove();
      held.remove(position(delivery));
      settledLately.add(delivery, now);
    }
    if (mailbox.line.isEmpty()) {
      mailboxes.remove(mailbox.key);
    } else if (again == null || again.isZero()) {
      makeReady(mailbox);
    } else {
      mailbox.state = Mailbox.State.WAITING;
    }
  }

  /** The wait before the next attempt at its first message is over. */
  void due(Mailbox mailbox) {
    if (mailbox.state == Mailbox.State.WAITING && isHere(mailbox)) {
      makeReady(mailbox);
    }
  }

  /** Refuses what comes from now on, and empties every mailbox of which no message is in flight. */
  List<KeyedDelivery> refuse() {
    refusing = true;
    var emptied = new ArrayList<KeyedDelivery>();
    for (Mailbox mailbox : List.copyOf(mailboxes.values())) {
      if (mailbox.state != Mailbox.State.IN_FLIGHT) {
        emptied.addAll(emptied(mailbox));
      }
    }
    ready.clear();
    return emptied;
  }

  /** What is left of a mailbox whose message has ended: nothing, unless everything is refused. */
  List<KeyedDelivery> leftIn(Mailbox mailbox) {
    if (!refusing || !isHere(mailbox)) {
      return List.of();
    }
    ready.remove(mailbox);
    return emptied(mailbox);
  }

  /** Empties a mailbox whose first message waits for an attempt that is not going to be made. */
  List<KeyedDelivery> emptyWaiting(Mailbox mailbox) {
    return mailbox.state == Mailbox.State.WAITING && isHere(mailbox) ? emptied(mailbox) : List.of();
  }

  /** Takes {@link #refuse} back. */
  void accept() {
    refusing = false;
  }

  /** All that is here, those in flight included; safe to go through without the lock. */
  Collection<KeyedDelivery> held() {
    return held.values();
  }

  private boolean isHere(Mailbox mailbox) {
    return mailbox.equals(mailboxes.get(mailbox.key));
  }

  private void makeReady(Mailbox mailbox) {
    mailbox.state = Mailbox.State.READY;
    ready.add(mailbox);
  }

  private List<KeyedDelivery> emptied(Mailbox mailbox) {
    mailboxes.remove(mailbox.key);
    for (KeyedDelivery delivery : mailbox.line) {
      held.remove(position(delivery));
      attemptsMade.remember(delivery);
    }
    return List.copyOf(mailbox.line);
  }

  private static StreamPosition position(Delivery delivery) {
    return delivery
        .position()
        .orElseThrow(() -> new IllegalStateException(delivery + " has no place in a stream"));
  }
}
