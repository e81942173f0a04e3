package dev.weft.simulation.invariant;

import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.HandlerShape.Order;
import dev.weft.simulation.scenario.Shape;

/** What one worker of a handler serves. */
final class Partition {

  private Partition() {}

  /** The partition of a key; 0 where all is one. */
  static int of(HandlerShape handler, int key) {
    return handler.dispatching().order() == Order.PARTITIONS ? key % Shape.PARTITIONS : 0;
  }
}
