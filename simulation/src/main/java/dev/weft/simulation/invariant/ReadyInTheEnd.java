package dev.weft.simulation.invariant;

import java.util.List;

/** Once faults have ceased and all is settled, every replica becomes ready within a bound. */
final class ReadyInTheEnd implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    return run.ending().unready();
  }
}
