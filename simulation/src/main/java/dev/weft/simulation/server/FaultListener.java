package dev.weft.simulation.server;

/** Hears of each fault when it happens. */
@FunctionalInterface
public interface FaultListener {

  /** Takes a line for the history of the run: the fault, and what it hits. */
  void note(String what);
}
