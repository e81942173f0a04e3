package dev.weft.testkit;

import dev.weft.Headers;

/**
 * A message that was given up, as its dead letter stream keeps it.
 *
 * @param message the copy, with the original's data and headers beside those of the dead letter
 */
public record DeadLetter(Published message) {

  /** Whether a message is a dead letter, and no part of one that is too large for one message. */
  static boolean isOne(Published message) {
    return message.headers().first("Weft-Part-Of").isEmpty();
  }

  /** The handler that gave it up. */
  public String handler() {
    return header("Weft-Dead-Handler");
  }

  /** Why. */
  public String reason() {
    return header("Weft-Dead-Reason");
  }

  /** On which attempt. */
  public int attempts() {
    return Integer.parseInt(header("Weft-Dead-Attempts"));
  }

  /** What the original was published to. */
  public String subject() {
    return header("Weft-Dead-Subject");
  }

  /** The original's id. */
  public String id() {
    Headers headers = message.headers();
    return headers
        .first(Headers.MESSAGE_ID)
        .filter(id -> !id.isEmpty())
        .or(() -> headers.first("Weft-Original-" + Headers.NATS_MESSAGE_ID))
        .filter(id -> !id.isEmpty())
        .orElseGet(() -> header("Weft-Dead-Stream") + "/" + header("Weft-Dead-Sequence"));
  }

  /** The class name of what the handler or the codec threw; empty if it threw nothing. */
  public String exception() {
    return header("Weft-Dead-Exception");
  }

  /**
   * The original's payload.
   *
   * @throws IllegalArgumentException if the data is none of that type
   */
  public <T> T payload(Class<T> type) {
    return message.payload(type);
  }

  private String header(String name) {
    return message.headers().first(name).orElse("");
  }

  /** {@code charge-order gave up orders.validated A-1 on attempt 5: …}. */
  @Override
  public String toString() {
    return "%s gave up %s %s on attempt %d: %s"
        .formatted(handler(), subject(), id(), attempts(), reason());
  }
}
