package dev.weft.simulation.run;

/** Something that a simulated thread of a run's own does. It may wait; nobody interrupts it. */
@FunctionalInterface
interface Errand {

  void run() throws InterruptedException;
}
