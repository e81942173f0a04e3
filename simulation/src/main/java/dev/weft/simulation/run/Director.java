package dev.weft.simulation.run;

import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Phase;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Leads a run from its start to its end, on a simulated thread of its own: publishes, disturbs,
 * waits for quiet, looks whether every slot is there, and stops all replicas.
 */
final class Director {

  /** Longer than any lease, and what follows its end. */
  private static final Duration LEASE = Duration.ofSeconds(20);

  /** Longer than a handler that ignores its interrupt keeps its slot. */
  private static final Duration GRACE = Duration.ofSeconds(15);

  /** Longer than a pull is open and missed. */
  private static final Duration PULL = Duration.ofSeconds(6);

  private final World world;
  private final Place outside;
  private final Errands errands;
  private final Fleet fleet;
  private final Workload workload;
  private final Settling settling;
  private final List<String> unsettled = new ArrayList<>();
  private final List<String> unready = new ArrayList<>();
  private boolean isOver;

  Director(World world) {
    this.world = world;
    this.outside = world.place("outside");
    this.errands = new Errands(world, outside);
    this.fleet = new Fleet(world, outside, errands);
    this.workload = new Workload(world, outside);
    this.settling = new Settling(world, outside, fleet);
  }

  boolean isOver() {
    return isOver;
  }

  /** What was not settled in time, a line each. */
  List<String> unsettled() {
    return List.copyOf(unsettled);
  }

  /** Why replicas are not ready at the end, a line each. */
  List<String> unready() {
    return List.copyOf(unready);
  }

  /** Leads the run. */
  void lead() {
    try {
      disturbedPart();
      quietPart();
      end();
      isOver = true;
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the director", e);
    }
  }

  private void disturbedPart() throws InterruptedException {
    fleet.start();
    world.server().startFaults();
    errands.start("publisher", workload::publishPosts);
    fleet.disturb();
    errands.await();
    world.simulation().sleepUntil(world.scenario().faults().horizon());
  }

  private void quietPart() throws InterruptedException {
    unsettled.addAll(fleet.awaitUp());
    reached(Phase.QUIET);
    unsettled.addAll(settling.await());
    if (unsettled.isEmpty()) {
      reached(Phase.SETTLED);
      awaitAftermath();
      burst();
    }
  }

  // A lost pull is missed when it would have ended, a lost lease when it would have been renewed.
  // What hangs may have been settled by another call meanwhile.
  private void awaitAftermath() throws InterruptedException {
    Scenario scenario = world.scenario();
    if (scenario.hangs()) {
      outside.machine().sleep(GRACE.toNanos());
    }
    boolean hasLeases = scenario.shape().handlers().stream().anyMatch(HandlerShape::isKeyed);
    if (hasLeases && (scenario.replicas() > 1 || !scenario.isCalm())) {
      outside.machine().sleep(LEASE.toNanos());
    } else if (!scenario.isCalm()) {
      outside.machine().sleep(PULL.toNanos());
    }
  }

  private void burst() throws InterruptedException {
    workload.publishProbes();
    settling.await();
    if (world.scenario().shape().handlers().stream().anyMatch(each -> each.limiting().breaker())) {
      workload.closeBreakers();
      settling.await();
    }
    reached(Phase.BURST);
    workload.publishBurst();
    unsettled.addAll(settling.await());
    if (unsettled.isEmpty()) {
      reached(Phase.BURST_SETTLED);
      unready.addAll(fleet.awaitReady());
    }
  }

  private void end() throws InterruptedException {
    reached(Phase.STOPPING);
    fleet.stop();
    reached(Phase.OVER);
  }

  private void reached(Phase phase) {
    outside.tell(new Happening.Reached(phase));
  }
}
