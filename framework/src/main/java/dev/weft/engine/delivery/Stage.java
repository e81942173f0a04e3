package dev.weft.engine.delivery;

import dev.weft.engine.worker.Stages;
import dev.weft.transport.Outcome;
import java.util.Optional;

/** One link of a delivery's way; {@link Stages} wires them. Called on the thread that handles. */
@FunctionalInterface
public interface Stage {

  /**
   * Does its part and calls the next step.
   *
   * @return how the delivery ends; empty if the handler settles it itself
   */
  Optional<Outcome> run(Attempt work);
}
