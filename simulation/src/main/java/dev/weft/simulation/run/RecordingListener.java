package dev.weft.simulation.run;

import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.History;
import dev.weft.simulation.server.Fault;
import dev.weft.simulation.server.FaultListener;

/** Writes into the history which faults happen, and what follows from them. */
record RecordingListener(String server, History history) implements FaultListener {

  @Override
  public void injected(Fault fault, String what) {
    history.add(server, new Happening.Fault(fault + ": " + what));
  }

  @Override
  public void noted(String what) {
    history.add(server, new Happening.Noted(what));
  }
}
