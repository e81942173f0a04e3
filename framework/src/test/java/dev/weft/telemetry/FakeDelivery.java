package dev.weft.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Instant;
import java.util.Optional;

/** A delivery from nowhere: second attempt, five bytes, {@code ORDERS/42}. */
final class FakeDelivery implements Delivery {

  private final String subject;
  private final Headers headers;
  private int lookedInto;

  FakeDelivery(String subject, Headers headers) {
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
  public Instant timestamp() {
    return Instant.EPOCH;
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

  @Override
  public boolean settle(Outcome outcome) {
    throw new UnsupportedOperationException("telemetry only watches");
  }

  @Override
  public boolean settleConfirmed(Outcome outcome) {
    throw new UnsupportedOperationException("telemetry only watches");
  }

  @Override
  public void extend() {
    throw new UnsupportedOperationException("telemetry only watches");
  }
}
