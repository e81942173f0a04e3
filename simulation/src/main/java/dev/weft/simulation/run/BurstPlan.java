package dev.weft.simulation.run;

import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.Scenario;
import dev.weft.simulation.scenario.Shape;

/** How many messages the burst at the end has, and how many of them are to be at work at once. */
final class BurstPlan {

  private static final int SPARE = 2;

  private BurstPlan() {}

  /** How many calls of the handler are at work at once where every slot is there. */
  static int calls(Scenario scenario, HandlerShape handler) {
    int slots = handler.dispatching().concurrency();
    int batch = Math.max(1, handler.dispatching().batch());
    int bound = Math.max(1, handler.delivering().maxAckPending() / batch);
    // Who receives ahead may have what another could begin.
    boolean takesTurns = handler.delivering().pullBatch() == 1;
    return switch (handler.dispatching().order()) {
      case NONE -> Math.min(slots * (takesTurns ? scenario.replicas() : 1), bound);
      case KEY -> Math.min(slots, bound);
      case PARTITIONS -> Math.min(slots, bound) * Shape.PARTITIONS;
    };
  }

  /** Enough for all, and for some that come one after the other. */
  static int messages(Scenario scenario) {
    return scenario.shape().handlers().stream()
        .mapToInt(
            handler ->
                (2 * calls(scenario, handler) + SPARE) * Math.max(1, handler.dispatching().batch()))
        .max()
        .orElse(0);
  }
}
