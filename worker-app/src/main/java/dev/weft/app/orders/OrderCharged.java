package dev.weft.app.orders;

/**
 * An order is paid.
 *
 * @param orderId the order
 * @param customer who paid
 * @param total how much
 * @param authorization the payment gateway's word for it
 */
public record OrderCharged(String orderId, String customer, Money total, String authorization) {}
