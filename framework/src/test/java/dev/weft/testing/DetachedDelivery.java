package dev.weft.testing;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Instant;
import java.util.Optional;

/** A delivery of no transport: the first attempt at an empty message, which nobody may settle. */
public interface DetachedDelivery extends Delivery {

  @Override
  default String subject() {
    return "s.a";
  }

  @Override
  default String id() {
    return "id";
  }

  @Override
  default int attempt() {
    return 1;
  }

  @Override
  default Instant timestamp() {
    return Instant.EPOCH;
  }

  @Override
  default Headers headers() {
    return Headers.empty();
  }

  @Override
  default byte[] data() {
    return new byte[0];
  }

  @Override
  default Optional<StreamPosition> position() {
    return Optional.empty();
  }

  @Override
  default boolean settle(Outcome outcome) {
    throw new UnsupportedOperationException("settled by " + outcome);
  }

  @Override
  default boolean settleConfirmed(Outcome outcome) {
    return settle(outcome);
  }

  @Override
  default void extend() {
    throw new UnsupportedOperationException("extended");
  }
}
