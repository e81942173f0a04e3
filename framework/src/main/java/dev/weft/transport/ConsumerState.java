package dev.weft.transport;

/**
 * How a consumer stands, by the server's word at one moment.
 *
 * @param pending messages of the stream that were never delivered
 * @param ackPending messages that are delivered and not settled; those that wait for a retry count
 * @param waiting pull requests that are open, of all who take from it
 * @param maxAckPending at most so many are unsettled at once; -1 where nothing bounds them
 * @param maxDeliver how often one message is delivered at most; -1 where nothing bounds that
 * @param delivered how far it has delivered
 */
public record ConsumerState(
    long pending,
    long ackPending,
    long waiting,
    int maxAckPending,
    int maxDeliver,
    Delivered delivered) {

  /**
   * How far a consumer has delivered, as its present leader knows.
   *
   * @param number the {@linkplain Delivery#number number} of the last delivery; 0 before the first
   * @param sequence of messages behind this one of the stream it knows of no delivery
   */
  public record Delivered(long number, long sequence) {}
}
