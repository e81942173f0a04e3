package dev.weft.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;

/** Orders of a given length. */
final class Feed {

  private static final ObjectWriter ORDERS = new ObjectMapper().writerFor(Order.class);

  private final String pad;

  /**
   * A feed of orders.
   *
   * @param bytes how long the JSON of one is, about
   */
  Feed(int bytes) {
    int frame = encode(new Order(id(0), 1_000_000_000_000L, "")).length;
    this.pad = "y".repeat(Math.max(0, bytes - frame));
  }

  /** The order of this number, sent now. */
  Order order(long number) {
    return new Order(id(number), System.nanoTime(), pad);
  }

  /** Its JSON. */
  static byte[] encode(Order order) {
    try {
      return ORDERS.writeValueAsBytes(order);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String id(long number) {
    return "order-" + number;
  }
}
