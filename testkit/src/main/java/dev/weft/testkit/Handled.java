package dev.weft.testkit;

import java.time.Instant;
import java.util.Optional;

/**
 * One delivery of a message to a handler, and what came of it.
 *
 * @param handler the handler's name
 * @param id the message's id, the same on every attempt
 * @param subject what it was published to
 * @param attempt which delivery it was, from 1
 * @param at when it was handled, by the test's clock, which stands still meanwhile
 * @param settlement how it was settled, whether or not that arrived
 */
public record Handled(
    String handler, String id, String subject, int attempt, Instant at, Settlement settlement) {

  /** Whether it was acknowledged. */
  public boolean isAcked() {
    return settlement instanceof Settlement.Ack;
  }

  /** Whether it was given up. */
  public boolean isRejected() {
    return settlement instanceof Settlement.Reject;
  }

  /** When the message is to come again; empty if it was acknowledged or given up. */
  public Optional<Instant> retriedAt() {
    return settlement instanceof Settlement.Retry retry
        ? Optional.of(at.plus(retry.after()))
        : Optional.empty();
  }

  /** Why it was not acknowledged; empty if it was. */
  public Optional<String> reason() {
    return switch (settlement) {
      case Settlement.Ack() -> Optional.empty();
      case Settlement.Retry retry -> Optional.of(retry.reason());
      case Settlement.Reject reject -> Optional.of(reject.reason());
    };
  }
}
