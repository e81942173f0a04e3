package dev.weft;

/**
 * The server's word that it stored a published message.
 *
 * @param position where the stream keeps it
 * @param id the message id it was sent with
 * @param duplicate true if the stream had a message of this id within its de-duplication window,
 *     and so stored no second one; {@code position} is then the first one's
 */
public record PublishReceipt(StreamPosition position, String id, boolean duplicate) {}
