package dev.weft.engine.delivery;

import dev.weft.engine.worker.Stages;

/**
 * The call of a handler, or a link around it; {@link Stages} wires them. On the thread that
 * handles.
 */
@FunctionalInterface
public interface Call {

  /** Calls it. Throws nothing: what user code throws is in the result. */
  CallResult run(Attempt work);
}
