package dev.weft.testkit;

import java.time.Duration;

/** How a handler, or what the configuration makes of its exception, settled a message. */
public sealed interface Settlement {

  /** Acknowledged: the message does not come again. */
  record Ack() implements Settlement {}

  /**
   * Given back: the message comes again.
   *
   * @param after the least wait before that; zero or more
   * @param reason why, as the log has it
   */
  record Retry(Duration after, String reason) implements Settlement {}

  /**
   * Given up: the message does not come again.
   *
   * @param reason why, as the log and a dead letter have it
   */
  record Reject(String reason) implements Settlement {}
}
