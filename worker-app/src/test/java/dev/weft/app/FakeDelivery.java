package dev.weft.app;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Instant;
import java.util.Optional;

/** A delivery for observers to look at. */
record FakeDelivery(String id, String subject, int attempt) implements Delivery {

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
    return new byte[0];
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
