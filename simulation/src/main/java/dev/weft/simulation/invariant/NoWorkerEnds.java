package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Life;
import java.util.List;

/** No worker ends by itself. */
final class NoWorkerEnds implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    return run.lives(life -> life == Life.ENDED)
        .map(entry -> entry.replica() + " ended by itself at " + entry.nanos() / 1_000_000 + " ms")
        .toList();
  }
}
