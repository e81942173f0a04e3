package dev.weft.simulation.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.ReceiveMode;
import dev.weft.TransportException;
import dev.weft.simulation.machine.Simulation;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which faults a plan has. */
final class FaultPlanTest {

  private static final Duration HORIZON = Duration.ofMinutes(10);

  private static FaultPlan plan(long seed) {
    return FaultPlan.upTo(seed, HORIZON)
        .with(FaultKind.REQUEST_LOST, 0.05)
        .with(FaultKind.REQUEST_LATE, 0.1)
        .with(FaultKind.REQUEST_DOUBLED, 0.05)
        .with(FaultKind.ANSWER_LOST, 0.05)
        .with(FaultKind.DELIVERY_LOST, 0.05)
        .with(FaultKind.DELIVERY_LATE, 0.1)
        .with(FaultKind.RESET, 2)
        .with(FaultKind.LEADER_CHANGE, 1)
        .with(FaultKind.STALL, 1)
        .with(FaultKind.UNREACHABLE, 0.3)
        .with(FaultKind.NO_RESPONDERS, 1)
        .with(FaultKind.STREAM_FULL, 0.5);
  }

  private static List<Fault> taken(FaultPlan plan, String where) {
    Hazards hazards = new FaultDecisions(plan, () -> 0, what -> {}).at(where);
    var taken = new ArrayList<Fault>();
    for (int i = 0; i < 1_000; i++) {
      Optional<Fault> lost = hazards.next(FaultKind.REQUEST_LOST);
      lost.ifPresent(taken::add);
    }
    return taken;
  }

  @Test
  void theRateIsHowOftenAChanceIsTaken() {
    assertThat(taken(plan(1), "r1 publish")).hasSizeBetween(25, 90);
    assertThat(taken(FaultPlan.none(), "r1 publish")).isEmpty();
  }

  @Test
  void seedsAndPlacesHaveFaultsOfTheirOwn() {
    List<Fault> one = taken(plan(1), "r1 publish");

    assertThat(taken(plan(1), "r1 publish")).isEqualTo(one);
    assertThat(taken(plan(2), "r1 publish")).isNotEqualTo(one);
    assertThat(numbers(taken(plan(1), "r2 publish"))).isNotEqualTo(numbers(one));
  }

  private static List<Long> numbers(List<Fault> faults) {
    return faults.stream().map(Fault::number).toList();
  }

  @Test
  void toLeaveOneOutChangesNoOther() {
    List<Fault> all = taken(plan(1), "r1 publish");
    List<Fault> without = all.subList(1, all.size());

    assertThat(taken(plan(1).only(Set.copyOf(without)), "r1 publish")).isEqualTo(without);
  }

  @Test
  void fromTheHorizonOnThereAreNone() {
    var faults = new FaultDecisions(plan(1), HORIZON::toNanos, what -> {});
    Hazards hazards = faults.at("r1 publish");

    for (int i = 0; i < 1_000; i++) {
      assertThat(hazards.next(FaultKind.REQUEST_LOST)).isEmpty();
    }
  }

  private record Outcomes(List<String> notes, List<Fault> injected, String truth) {}

  /** One replica that takes and acknowledges while another publishes, through all faults. */
  private static Outcomes run(FaultPlan plan, int messages) {
    var simulation = new Simulation(7);
    var notes = new ArrayList<String>();
    var server = new SimulatedServer(simulation, plan, notes::add);
    Scene.lay(server);
    server.startFaults();
    simulation.start("p", "publish", () -> publish(server, messages));
    simulation.start("r", "take", () -> take(server));
    boolean settled =
        simulation.runUntil(
            () ->
                server.direct().state("ORDERS").orElseThrow().messages() == messages
                    && server.direct().state(Scene.CONSUMER).pending() == 0
                    && server.direct().state(Scene.CONSUMER).ackPending() == 0,
            HORIZON.multipliedBy(10));
    assertThat(simulation.uncaught()).isEmpty();
    assertThat(settled).as("all is settled").isTrue();
    String truth =
        server.truth().deliveries().toString()
            + server.truth().settlements()
            + server.truth().publishes();
    return new Outcomes(notes, server.injected(), truth);
  }

  private static void publish(SimulatedServer server, int messages) {
    SimulatedConnection connection = server.connect("p", Scene.PUBLISH_TIMEOUT);
    for (int i = 0; i < messages; i++) {
      boolean stored = false;
      while (!stored) {
        stored = Scene.isStored(connection, String.valueOf(i));
      }
    }
  }

  private static void take(SimulatedServer server) {
    SimulatedConnection connection = server.connect("r", Scene.PUBLISH_TIMEOUT);
    while (true) {
      try (Source source = connection.open(Scene.CONSUMER, ReceiveMode.PUSH)) {
        while (true) {
          for (Delivery delivery : source.next(3, Duration.ofSeconds(5))) {
            delivery.settle(Outcome.Ack.INSTANCE);
          }
        }
      } catch (TransportException e) {
        server.note("opened again: " + e.getMessage());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Test
  void aRunWithItsOwnFaultsAloneIsTheSameRun() {
    Outcomes first = run(plan(3), 300);

    Outcomes second = run(plan(3).only(Set.copyOf(first.injected())), 300);

    assertThat(first.injected()).hasSizeGreaterThan(50);
    assertThat(second).isEqualTo(first);
  }

  @Test
  void whateverFaultsThereAreAllIsSettledInTheEnd() {
    for (int seed = 1; seed <= 30; seed++) {
      Outcomes run = run(plan(seed), 50);
      assertThat(run.injected()).isNotEmpty();
    }
  }
}
