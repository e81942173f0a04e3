package dev.weft.app.orders;

/**
 * The receipt of a paid order, as it went to the customer.
 *
 * @param orderId the order
 * @param customer who got it
 * @param text what it says
 */
public record Receipt(String orderId, String customer, String text) {}
