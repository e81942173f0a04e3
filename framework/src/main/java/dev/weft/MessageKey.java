package dev.weft;

/**
 * Tells which messages belong together: those of one key are handled one at a time and in the
 * stream's order, those of different keys at once. Named in the configuration, with {@code ordering
 * = key} and {@code key = com.acme.ByCustomer}.
 *
 * <p>One thread calls it, before each message is dispatched, so it must not block.
 */
@FunctionalInterface
public interface MessageKey {

  /**
   * The message's key; messages without one are in order among themselves, by the empty key.
   *
   * @param data not a copy, so not to be changed
   * @throws Exception if the message is none that can have a key: it is given up, as one that
   *     cannot be decoded
   */
  String of(String subject, Headers headers, byte[] data) throws Exception;
}
