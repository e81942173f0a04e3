package dev.weft.engine;

/**
 * The call of a handler, or a link around it; {@link Steps} wires them. On the thread that handles.
 */
@FunctionalInterface
interface Call {

  /** Calls it. Throws nothing: what user code throws is in the result. */
  CallResult run(Work work);
}
