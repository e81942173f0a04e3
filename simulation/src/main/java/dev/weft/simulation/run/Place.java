package dev.weft.simulation.run;

import dev.weft.machine.Machine;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.History;

/**
 * Where code of a run's own runs: in one incarnation of a replica.
 *
 * @param replica the incarnation's name
 */
record Place(String replica, Machine machine, History history) {

  /** Which replica an incarnation is of, from 0 on: {@code r2.3} is of the one with 1. */
  static int index(String incarnation) {
    return Integer.parseInt(incarnation.substring(1).split("\\.", -1)[0]) - 1;
  }

  void tell(Happening what) {
    history.add(replica, what);
  }
}
