package dev.weft.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Instant;
import java.util.Optional;

/** A delivery for observers to look at. */
record FakeDelivery(String id, String subject, int attempt, String text) implements Delivery {

  FakeDelivery(String id, String subject, int attempt) {
    this(id, subject, attempt, "");
  }

  @Override
  public Instant timestamp() {
    return Instant.EPOCH;
  }

  @Override
  public Headers headers() {
    return Headers.empty();
  }

  @Override
  public byte[] data() {
    return text.getBytes(UTF_8);
  }

  @Override
  public Optional<StreamPosition> position() {
    return Optional.empty();
  }

  @Override
  public boolean settle(Outcome outcome) {
    throw new AssertionError("an observer settles nothing");
  }

  @Override
  public boolean settleConfirmed(Outcome outcome) {
    throw new AssertionError("an observer settles nothing");
  }

  @Override
  public void extend() {
    throw new AssertionError("an observer extends nothing");
  }
}
