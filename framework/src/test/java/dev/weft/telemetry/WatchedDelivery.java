package dev.weft.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.testing.DetachedDelivery;
import java.util.Optional;

/**
 * A delivery from nowhere: second attempt, five bytes, {@code ORDERS/42}; telemetry only watches
 * it.
 */
final class WatchedDelivery implements DetachedDelivery {

  private final String subject;
  private final Headers headers;
  private int lookedInto;

  WatchedDelivery(String subject, Headers headers) {
    this.subject = subject;
    this.headers = headers;
  }

  /** How often somebody asked for what only a recorded span needs. */
  int lookedInto() {
    return lookedInto;
  }

  @Override
  public String subject() {
    return subject;
  }

  @Override
  public String id() {
    lookedInto++;
    return "order-1";
  }

  @Override
  public int attempt() {
    return 2;
  }

  @Override
  public Headers headers() {
    return headers;
  }

  @Override
  public byte[] data() {
    lookedInto++;
    return "hello".getBytes(UTF_8);
  }

  @Override
  public Optional<StreamPosition> position() {
    lookedInto++;
    return Optional.of(new StreamPosition("ORDERS", 42));
  }
}
