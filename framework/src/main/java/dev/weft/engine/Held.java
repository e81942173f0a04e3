package dev.weft.engine;

import dev.weft.StreamPosition;
import dev.weft.transport.Delivery;
import java.util.HashSet;
import java.util.Set;

/** Which messages are here, by their place in the stream. Guarded by {@link Keyed}'s lock. */
final class Held {

  private final Set<StreamPosition> positions = new HashSet<>();

  /** Adds it; false if it is here already. */
  boolean add(Delivery delivery) {
    return positions.add(position(delivery));
  }

  void remove(Delivery delivery) {
    positions.remove(position(delivery));
  }

  int size() {
    return positions.size();
  }

  private static StreamPosition position(Delivery delivery) {
    return delivery
        .position()
        .orElseThrow(() -> new IllegalStateException(delivery + " has no place in a stream"));
  }
}
