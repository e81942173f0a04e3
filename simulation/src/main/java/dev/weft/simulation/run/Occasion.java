package dev.weft.simulation.run;

import dev.weft.simulation.scenario.Disturbance;
import java.time.Duration;

/** The moment of a disturbance, and the replica that it is done to. */
final class Occasion {

  /** A message that is not begun by then may never be. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final World world;
  private final Place outside;
  private final Disturbance disturbance;

  Occasion(World world, Place outside, Disturbance disturbance) {
    this.world = world;
    this.outside = outside;
    this.disturbance = disturbance;
  }

  /** Waits for the moment; returns which replica, from 0 on. */
  int await() throws InterruptedException {
    if (disturbance.during().isEmpty()) {
      outside.machine().sleep(disturbance.at().toNanos() - world.simulation().nanos());
      return disturbance.replica();
    }
    int message = disturbance.during().getAsInt();
    boolean unused =
        outside.machine().await(world.counts().calls().begun(message), PATIENCE.toNanos());
    outside.machine().sleep(disturbance.at().toNanos());
    String first = world.counts().calls().first(message);
    return first == null ? disturbance.replica() : Place.index(first);
  }
}
