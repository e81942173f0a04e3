package dev.weft.transport;

/**
 * What an account lets its user create.
 *
 * @param moreStreams how many more streams it may have; {@link Integer#MAX_VALUE} for any number
 * @param bytesRequired whether each stream needs a {@code max_bytes}
 */
public record AccountLimits(int moreStreams, boolean bytesRequired) {

  /** An account without limits, or one that does not tell. */
  public static final AccountLimits NONE = new AccountLimits(Integer.MAX_VALUE, false);
}
