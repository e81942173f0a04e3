package dev.weft.simulation.run;

import dev.weft.config.WeftConfig;
import dev.weft.simulation.history.History;
import dev.weft.simulation.machine.Simulation;
import dev.weft.simulation.scenario.Scenario;
import dev.weft.simulation.server.SimulatedServer;
import java.util.List;

/**
 * What all parts of one run share.
 *
 * @param configs of each replica
 */
record World(
    Scenario scenario,
    List<WeftConfig> configs,
    Simulation simulation,
    SimulatedServer server,
    History history,
    Counts counts) {

  /** The place of a replica's incarnation, or of who disturbs them. */
  Place place(String name) {
    return new Place(name, simulation.machine(name), history);
  }

  /** Starts a thread of that place. */
  void start(Place place, String thread, Errand errand) {
    simulation.start(
        place.replica(),
        thread,
        () -> {
          RunLog.enter(place);
          try {
            errand.run();
          } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts " + thread, e);
          }
        });
  }

  /**
   * What handlers count over all replicas.
   *
   * @param calls how often each was called
   * @param burst how many wait for each other
   */
  record Counts(Calls calls, Burst burst) {}
}
