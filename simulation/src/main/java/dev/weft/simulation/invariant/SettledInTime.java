package dev.weft.simulation.invariant;

import java.util.List;

/** Once faults have ceased, everything is settled within a bound, and no message is held. */
final class SettledInTime implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    return run.ending().unsettled();
  }
}
