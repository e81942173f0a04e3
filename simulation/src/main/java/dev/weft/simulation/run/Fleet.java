package dev.weft.simulation.run;

import dev.weft.machine.Machine;
import dev.weft.simulation.scenario.Disturbance;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** All replicas of a run. What is done to them is done by threads of the run's own. */
final class Fleet {

  private static final Duration UP = Duration.ofMinutes(3);

  /** What a server has refused is shown for two minutes, and a minute where it is tried again. */
  private static final Duration READY = Duration.ofMinutes(4);

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final World world;
  private final Place outside;
  private final Errands errands;
  private final List<ReplicaSlot> replicas;

  /**
   * The replicas of the run, not started yet.
   *
   * @param errands what is done to them
   */
  Fleet(World world, Place outside, Errands errands) {
    this.world = world;
    this.outside = outside;
    this.errands = errands;
    this.replicas =
        IntStream.range(0, world.scenario().replicas())
            .mapToObj(index -> new ReplicaSlot(world, outside, index))
            .toList();
  }

  void start() {
    replicas.forEach(ReplicaSlot::start);
  }

  /** Does what the scenario says to each, at its time; returns before it is done. */
  void disturb() {
    for (Disturbance disturbance : world.scenario().disturbances()) {
      errands.start(
          "disturber",
          () -> {
            int replica = new Occasion(world, outside, disturbance).await();
            replicas.get(replica).disturb(disturbance);
          });
    }
  }

  /** Waits until each is at work; returns those that are not in the end, a line each. */
  List<String> awaitUp() throws InterruptedException {
    world.simulation().await(() -> all(ReplicaSlot::isUp), UP);
    return replicas.stream()
        .filter(replica -> !replica.isUp())
        .map(ReplicaSlot::process)
        .map(
            process ->
                "%s is %s and not up %s after the faults"
                    .formatted(process.name(), process.state(), UP))
        .toList();
  }

  /** Waits until each is ready; returns what is in the way of that in the end. */
  List<String> awaitReady() throws InterruptedException {
    long end = outside.machine().nanoTime() + READY.toNanos();
    List<String> problems = problems();
    while (!problems.isEmpty() && outside.machine().nanoTime() < end) {
      outside.machine().sleep(LOOK.toNanos());
      problems = problems();
    }
    return problems;
  }

  private List<String> problems() {
    return replicas.stream()
        .map(ReplicaSlot::process)
        .flatMap(
            process -> process.problems().stream().map(problem -> process.name() + ": " + problem))
        .toList();
  }

  /** Those at work. */
  Stream<ReplicaProcess> up() {
    return replicas.stream().filter(ReplicaSlot::isUp).map(ReplicaSlot::process);
  }

  /** Stops each, and returns when nothing of them is left. */
  void stop() throws InterruptedException {
    for (ReplicaSlot replica : replicas) {
      errands.start("stopper", () -> replica.stop(false));
    }
    world.simulation().await(() -> errands.areDone() && all(ReplicaSlot::isDone), Machine.FOR_EVER);
  }

  // Asked after each step, so without a stream.
  private boolean all(Predicate<ReplicaSlot> condition) {
    for (ReplicaSlot replica : replicas) {
      if (!condition.test(replica)) {
        return false;
      }
    }
    return true;
  }
}
