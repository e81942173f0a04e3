package dev.weft.app.orders;

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
    return "orders." + name().toLowerCase(Locale.ROOT);
  }
}
