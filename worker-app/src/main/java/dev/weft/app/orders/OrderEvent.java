package dev.weft.app.orders;

import dev.weft.Message;
import dev.weft.PublishOptions;
import java.util.Locale;

/** What happens to an order, in this order; each event has a subject of its own. */
public enum OrderEvent {
  /** Carries {@link OrderPlaced}. */
  PLACED,
  /** Carries {@link OrderValidated}. */
  VALIDATED,
  /** Carries {@link OrderCharged}. */
  CHARGED,
  /** Carries {@link Receipt}. */
  RECEIPTED;

  /** The subject it is published to, such as {@code orders.placed}. */
  public String subject() {
    return "orders." + suffix();
  }

  /**
   * How to publish this event as the consequence of a message: under an id derived from the
   * message's own. A handler that sees its message twice publishes the event under the same id both
   * times, and the stream keeps one.
   */
  PublishOptions following(Message<?> cause) {
    return PublishOptions.defaults().withMessageId(cause.id() + "." + suffix());
  }

  private String suffix() {
    return name().toLowerCase(Locale.ROOT);
  }
}
