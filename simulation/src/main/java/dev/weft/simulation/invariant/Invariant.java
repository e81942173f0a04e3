package dev.weft.simulation.invariant;

import java.util.List;

/** A promise that a run keeps. Has no state. */
public interface Invariant {

  /** Says of each place in which the run has broken it what was expected and what happened. */
  List<String> broken(Evidence run);

  /** What the promise is called. */
  default String name() {
    return getClass().getSimpleName();
  }
}
