package dev.weft.engine.delivery;

/**
 * The call of a handler, or a link around it; {@code Stages} wires them. On the thread that
 * handles.
 */
@FunctionalInterface
public interface Call {

  /** Calls it. Throws nothing: what user code throws is in the result. */
  CallResult run(Attempt attempt);
}
