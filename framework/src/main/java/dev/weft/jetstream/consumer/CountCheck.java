package dev.weft.jetstream.consumer;

import dev.weft.transport.ConsumerState;
import java.time.Duration;

/**
 * Notices that a consumer has messages and nobody's pull, while one of ours is out by our count.
 * One thread uses it.
 */
final class CountCheck {

  private static final long IDLE = Duration.ofSeconds(30).toNanos();
  // A pull may just have ended, and the next one be on its way.
  private static final long AGAIN = Duration.ofSeconds(1).toNanos();

  private long dueAt;
  private boolean suspected;

  CountCheck(long now) {
    dueAt = now + IDLE;
  }

  /** A message came. */
  void received(long now) {
    dueAt = now + IDLE;
    suspected = false;
  }

  /** Whether to ask the server: after 30 s without a message, and then at intervals. */
  boolean isDue(long now) {
    return now - dueAt >= 0;
  }

  /**
   * Takes the server's word.
   *
   * @return whether our count is wrong, since the server says so for the second time in a row
   */
  boolean isContradictedBy(ConsumerState state, long now) {
    boolean mayDeliver = state.maxAckPending() < 0 || state.ackPending() < state.maxAckPending();
    boolean contradicts = state.pending() > 0 && state.waiting() == 0 && mayDeliver;
    boolean again = contradicts && suspected;
    suspected = contradicts && !again;
    dueAt = now + (suspected ? AGAIN : IDLE);
    return again;
  }
}
