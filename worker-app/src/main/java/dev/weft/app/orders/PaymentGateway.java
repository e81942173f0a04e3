package dev.weft.app.orders;

import java.io.IOException;

/** The company that charges cards; many threads call it at once. */
interface PaymentGateway {

  /**
   * Charges a card, once per key however often it is asked. Blocks until the gateway answers.
   *
   * @throws IOException if it does not; the card may have been charged all the same, so ask again
   *     under the same key
   */
  Answer charge(Charge charge) throws IOException, InterruptedException;

  /**
   * What to charge.
   *
   * @param key makes a repeated charge one charge
   * @param customer whose card
   * @param amount how much
   * @param attempt how often this charge has been asked for, this time included
   */
  record Charge(String key, String customer, Money amount, int attempt) {}

  /** What the gateway says. */
  sealed interface Answer {

    /** The money is on its way. */
    record Authorized(String code) implements Answer {}

    /** The card's bank says no, and will say so again. */
    record Declined(String reason) implements Answer {}
  }
}
