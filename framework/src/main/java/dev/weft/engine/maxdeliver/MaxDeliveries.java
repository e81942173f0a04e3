package dev.weft.engine.maxdeliver;

import dev.weft.Codec;
import dev.weft.codec.json.Json;
import java.io.IOException;
import java.time.Instant;

/**
 * The server's word that it delivers a message no more.
 *
 * @param sequence where the stream keeps it
 * @param deliveries how often it was delivered
 * @param at when that was said
 */
record MaxDeliveries(long sequence, int deliveries, Instant at) {

  /** Reads the server's advisories; none are written. */
  static final class FromJson implements Codec<MaxDeliveries> {

    @Override
    public String contentType() {
      return "application/json";
    }

    @Override
    public MaxDeliveries decode(byte[] advisory) throws IOException {
      Json json = Json.read(advisory);
      long sequence = json.path("stream_seq").asLong();
      int deliveries = json.path("deliveries").asInt();
      String at = json.path("timestamp").asText();
      if (sequence < 1 || deliveries < 1 || at.isEmpty()) {
        throw new IOException(
            "expected an advisory with timestamp, stream_seq and deliveries, got " + json);
      }
      return new MaxDeliveries(sequence, deliveries, Instant.parse(at));
    }

    @Override
    public byte[] encode(MaxDeliveries advisory) {
      throw new UnsupportedOperationException("advisories are the server's to write");
    }
  }
}
