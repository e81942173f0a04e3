package dev.weft.app.orders;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * A customer has placed an order.
 *
 * @param id the shop's number for the order
 * @param customer who pays
 * @param lines what was ordered
 * @param total what the customer was shown at the checkout
 * @param placedAt when the customer pressed the button
 */
public record OrderPlaced(
    String id, String customer, List<Line> lines, Money total, Instant placedAt) {

  /** Refuses missing parts: such JSON is no order, so it fails to decode. */
  public OrderPlaced {
    requireNonNull(id, "id");
    requireNonNull(customer, "customer");
    lines = List.copyOf(requireNonNull(lines, "lines"));
    requireNonNull(total, "total");
    requireNonNull(placedAt, "placedAt");
  }

  /**
   * One line of an order.
   *
   * @param product what
   * @param quantity how many
   * @param price the price of one
   */
  public record Line(String product, int quantity, Money price) {

    /** Refuses missing parts. */
    public Line {
      requireNonNull(product, "product");
      requireNonNull(price, "price");
    }
  }
}
