package dev.weft;

/**
 * Where a stream keeps a message.
 *
 * @param stream the stream's name
 * @param sequence the message's sequence in it, from 1; it starts anew when a stream is re-created
 */
public record StreamPosition(String stream, long sequence) {

  /** {@code ORDERS/42}, as it stands in logs. */
  @Override
  public String toString() {
    return stream + "/" + sequence;
  }
}
