package dev.weft.simulation.machine;

import dev.weft.machine.Machine;
import dev.weft.machine.MachineContract;
import dev.weft.simulation.server.InSimulation;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract, kept by a simulated machine for threads of its own. */
class SimulatedMachineTest implements MachineContract {

  @RegisterExtension final InSimulation inSimulation = new InSimulation(1);

  @Override
  public Machine machine() {
    return inSimulation.simulation().machine(InSimulation.REPLICA);
  }
}
