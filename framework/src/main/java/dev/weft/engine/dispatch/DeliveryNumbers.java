package dev.weft.engine.dispatch;

import dev.weft.transport.Delivery;
import java.util.List;

/**
 * Whether a consumer's deliveries come without a gap in their {@linkplain Delivery#number numbers}:
 * one that does not come was lost on its way, or went to somebody else. One thread at a time uses
 * it.
 */
final class DeliveryNumbers {

  private static final long UNKNOWN = -1;

  private long last = UNKNOWN;

  /** All deliveries up to this one are accounted for, and those that have come here. */
  void accountedUpTo(long number) {
    last = Math.max(last, number);
  }

  /** What was delivered before the next one is not known. */
  void forget() {
    last = UNKNOWN;
  }

  /**
   * Takes note of what has come.
   *
   * @return false if something is missing before one of these
   */
  boolean add(List<Delivery> come) {
    boolean whole = true;
    for (Delivery delivery : come) {
      long number = delivery.number();
      if (number > 0) { // where they are not known, nothing can be told
        whole &= last == UNKNOWN || number == last + 1;
        last = number;
      }
    }
    return whole;
  }

  /** Whether every delivery up to this one has come, given that there was no gap so far. */
  boolean hasCome(long number) {
    return last != UNKNOWN && number <= last;
  }
}
