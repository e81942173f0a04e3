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

  void tell(Happening what) {
    history.add(replica, what);
  }
}
