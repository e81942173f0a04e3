package dev.weft.simulation.run;

import dev.weft.machine.Machine;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Life;
import dev.weft.simulation.scenario.Disturbance;
import dev.weft.simulation.server.SimulatedConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the replicas that there should be: a process, and after its end the next one. What is done
 * to it is done by threads of the run's own, which may wait.
 */
final class ReplicaSlot {

  /** Longer than a thread waits for work before it ends. */
  private static final Duration LINGER = Duration.ofSeconds(15);

  private final World world;
  private final Place outside;
  private final int index;
  private final List<ReplicaProcess> processes = new ArrayList<>();
  private final Errands burials;
  private long frozenUntil;
  private int open;

  ReplicaSlot(World world, Place outside, int index) {
    this.world = world;
    this.outside = outside;
    this.index = index;
    this.burials = new Errands(world, outside);
  }

  /** Starts a process; the one before has ended. */
  void start() {
    String name = "r" + (index + 1) + (processes.isEmpty() ? "" : "." + (processes.size() + 1));
    var next = new ReplicaProcess(world, name);
    processes.add(next);
    next.start();
  }

  ReplicaProcess process() {
    return processes.getLast();
  }

  /** Whether its process is at work, and nobody has anything left to do to it. */
  boolean isUp() {
    return open == 0 && process().isConnected() && world.simulation().nanos() >= frozenUntil;
  }

  /** Does it to the replica, and waits until it is over. */
  void disturb(Disturbance disturbance) throws InterruptedException {
    open++;
    try {
      ReplicaProcess process = process();
      switch (disturbance.kind()) {
        case STOP, STOP_NOW ->
            restart(process, disturbance.kind() == Disturbance.Kind.STOP_NOW, disturbance.length());
        case KILL -> killAndStart(process, disturbance.length());
        case FREEZE -> freeze(process, disturbance.length());
        case SKEW -> skew(process, disturbance.length());
        case PAUSE -> pause(process, disturbance.length());
        case CUT_OFF -> cutOff(process, disturbance.length());
      }
    } finally {
      open--;
    }
  }

  private void restart(ReplicaProcess process, boolean atOnce, Duration down)
      throws InterruptedException {
    if (process.state() != ReplicaProcess.State.UP) {
      return;
    }
    stop(atOnce);
    if (process.state() == ReplicaProcess.State.STOPPED && process == process()) {
      outside.machine().sleep(down.toNanos());
      if (process == process()) {
        start();
      }
    }
  }

  /** Stops its process, and returns when that has stopped, or is dead. */
  void stop(boolean atOnce) throws InterruptedException {
    ReplicaProcess process = process();
    process.stop(atOnce);
    world
        .simulation()
        .await(() -> process.state() != ReplicaProcess.State.STOPPING, Machine.FOR_EVER);
    if (process.state() == ReplicaProcess.State.STOPPED) {
      burials.start("undertaker", () -> bury(process));
    }
  }

  private void bury(ReplicaProcess process) throws InterruptedException {
    outside.machine().sleep(LINGER.toNanos());
    if (process.state() == ReplicaProcess.State.STOPPED) {
      process.end();
    }
  }

  /** Whether nobody has anything left to do to it. */
  boolean isDone() {
    return open == 0 && burials.areDone();
  }

  private void killAndStart(ReplicaProcess process, Duration down) throws InterruptedException {
    if (process.state() == ReplicaProcess.State.STOPPED) {
      return;
    }
    process.kill();
    outside.machine().sleep(down.toNanos());
    if (process == process()) {
      start();
    }
  }

  private void freeze(ReplicaProcess process, Duration length) throws InterruptedException {
    if (process.state() != ReplicaProcess.State.UP) {
      return;
    }
    world.history().add(process.name(), new Happening.Replica(Life.FROZEN, length));
    world.simulation().freeze(process.name(), length);
    frozenUntil = Math.max(frozenUntil, world.simulation().nanos() + length.toNanos());
    outside.machine().sleep(length.toNanos());
  }

  private void skew(ReplicaProcess process, Duration by) {
    world.history().add(process.name(), new Happening.Replica(Life.SKEWED, by));
    world.simulation().skew(process.name(), by);
  }

  private void cutOff(ReplicaProcess process, Duration length) throws InterruptedException {
    SimulatedConnection connection = process.connection();
    if (process.state() != ReplicaProcess.State.UP || connection == null) {
      return;
    }
    connection.cutOff();
    outside.machine().sleep(length.toNanos());
    connection.restore();
  }

  private void pause(ReplicaProcess process, Duration length) throws InterruptedException {
    process.pause(length);
    world.simulation().await(() -> !process.isOperated(), Machine.FOR_EVER);
  }
}
