package dev.weft.simulation.server;

import dev.weft.contract.MessageCase;
import dev.weft.contract.MessageTable;
import dev.weft.contract.MessageTableContract;
import dev.weft.machine.Machine;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of docs/messages.md on the simulated server, without faults. */
final class MessageTableInSimulationTest extends MessageTableContract {

  private static final Duration PUBLISH = Duration.ofSeconds(5);

  @RegisterExtension private final InSimulation run = new InSimulation(1);

  static List<MessageCase> cases() {
    return MessageTable.cases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void comesToWhatTheTableSays(MessageCase one) throws InterruptedException {
    check(one);
  }

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
