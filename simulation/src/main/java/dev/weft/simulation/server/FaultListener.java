package dev.weft.simulation.server;

/** Hears of each fault when it happens. */
@FunctionalInterface
public interface FaultListener {

  /** A fault happens: takes a line for the history of the run, with what it hits. */
  default void injected(Fault fault, String what) {
    noted(fault + ": " + what);
  }

  /** Takes a line of what a fault, or the end of a connection, has brought about. */
  void noted(String what);
}
