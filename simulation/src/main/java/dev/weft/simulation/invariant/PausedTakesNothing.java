package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Call;
import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Life;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A replica begins nothing after a pause of its handlers has returned, until they are resumed. */
final class PausedTakesNothing implements Invariant {

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    run.lives(life -> life == Life.PAUSED).forEach(pause -> check(run, pause, broken));
    return broken;
  }

  private static void check(Evidence run, Entry pause, List<String> broken) {
    OptionalLong resumed =
        run.lives(life -> life == Life.RESUMING)
            .filter(entry -> entry.replica().equals(pause.replica()))
            .mapToLong(Entry::nanos)
            .filter(nanos -> nanos >= pause.nanos())
            .findFirst();
    for (Call call : run.calls()) {
      if (call.replica().equals(pause.replica())
          && call.from() > pause.nanos()
          && call.from() < resumed.orElse(Long.MAX_VALUE)) {
        broken.add(call + ": its handler was paused at " + pause.nanos() / 1_000_000 + " ms");
      }
    }
  }
}
