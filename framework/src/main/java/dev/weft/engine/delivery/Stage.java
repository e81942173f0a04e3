package dev.weft.engine.delivery;

import dev.weft.transport.Outcome;
import java.util.Optional;

/**
 * One stage of a message's pipeline; {@code Stages} wires them. Called on the thread that handles.
 */
@FunctionalInterface
public interface Stage {

  /**
   * Does its part and calls the next stage.
   *
   * @return how the delivery ends; empty if the handler settles it itself
   */
  Optional<Outcome> run(Attempt attempt);
}
