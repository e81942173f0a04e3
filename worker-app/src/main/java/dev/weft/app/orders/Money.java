package dev.weft.app.orders;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/**
 * An amount in a currency.
 *
 * @param amount the amount, with as many decimals as the currency has
 * @param currency its currency
 */
public record Money(BigDecimal amount, Currency currency) {

  /**
   * Gives the amount its currency's decimals, so that equal amounts are equal records.
   *
   * @throws ArithmeticException if the amount has more decimals than the currency
   */
  public Money {
    int decimals = Math.max(0, currency.getDefaultFractionDigits());
    amount = amount.setScale(decimals, RoundingMode.UNNECESSARY);
  }

  /** An amount such as {@code Money.of("12.50", "EUR")}. */
  public static Money of(String amount, String currency) {
    return new Money(new BigDecimal(amount), Currency.getInstance(currency));
  }

  /**
   * The sum.
   *
   * @throws IllegalArgumentException if the currencies differ
   */
  public Money plus(Money other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException(this + " + " + other + ": the currencies differ");
    }
    return new Money(amount.add(other.amount), currency);
  }

  /** This amount as often as given. */
  public Money times(int factor) {
    return new Money(amount.multiply(BigDecimal.valueOf(factor)), currency);
  }

  /** As people write it: {@code 12.50 EUR}. */
  @Override
  public String toString() {
    return amount.toPlainString() + " " + currency;
  }
}
