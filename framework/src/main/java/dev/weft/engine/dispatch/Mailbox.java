package dev.weft.engine.dispatch;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The waiting line of one key; it exists only while there is something in it. Guarded by {@link
 * KeyedSchedule}'s lock.
 */
final class Mailbox {

  enum State {
    /** Its first message may start. */
    READY,
    /** Its first message is in flight. */
    IN_FLIGHT,
    /** Its first message waits for its next attempt, and the others behind it. */
    WAITING
  }

  final String key;
  final Deque<KeyedDelivery> line = new ArrayDeque<>();
  State state = State.READY;

  Mailbox(String key) {
    this.key = key;
  }
}
