package dev.weft.app.orders;

/**
 * An order makes sense and can be charged.
 *
 * @param orderId the order
 * @param customer who pays
 * @param total how much
 */
public record OrderValidated(String orderId, String customer, Money total) {}
