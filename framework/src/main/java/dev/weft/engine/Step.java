package dev.weft.engine;

import dev.weft.transport.Outcome;
import java.util.Optional;

/** One link of a delivery's way; {@link Steps} wires them. Called on the thread that handles. */
@FunctionalInterface
interface Step {

  /**
   * Does its part and calls the next step.
   *
   * @return how the delivery ends; empty if the handler settles it itself
   */
  Optional<Outcome> run(Work work);
}
