package dev.weft.simulation.server;

import dev.weft.contract.TransportContract;
import dev.weft.machine.Machine;
import dev.weft.transport.Transport;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract, kept by a connection without faults to the simulated server. */
final class SimulatedConnectionTest extends TransportContract {

  private static final Duration PUBLISH = Duration.ofSeconds(5);

  @RegisterExtension private final InSimulation run = new InSimulation(1);

  @Override
  protected Transport transport() {
    return new SimulatedServer(run.simulation(), FaultPlan.none(), what -> {})
        .connect(InSimulation.REPLICA, PUBLISH);
  }

  @Override
  protected Machine machine() {
    return run.simulation().machine(InSimulation.REPLICA);
  }
}
