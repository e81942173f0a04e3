package dev.weft.simulation.run;

import dev.weft.machine.Machine;

/** What a run does beside its director, each errand on a thread of its own. */
final class Errands {

  private final World world;
  private final Place outside;
  private int open;

  Errands(World world, Place outside) {
    this.world = world;
    this.outside = outside;
  }

  void start(String thread, Errand errand) {
    open++;
    world.start(
        outside,
        thread,
        () -> {
          try {
            errand.run();
          } finally {
            open--;
          }
        });
  }

  boolean areDone() {
    return open == 0;
  }

  /** Waits until all of them are done. */
  void await() throws InterruptedException {
    world.simulation().await(this::areDone, Machine.FOR_EVER);
  }
}
