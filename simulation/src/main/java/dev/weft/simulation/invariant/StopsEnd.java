package dev.weft.simulation.invariant;

import dev.weft.simulation.history.Entry;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Life;
import dev.weft.simulation.history.Phase;
import dev.weft.simulation.scenario.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A stop ends: within drain, interrupt and the steps after them; within the time for an open pull
 * and the flush where nothing is in work and nothing goes wrong.
 */
final class StopsEnd implements Invariant {

  // Closing handlers, housekeeper and connection may each take this long where they hang.
  private static final Duration STEP = Duration.ofSeconds(15);
  private static final Duration IDLE = Duration.ofSeconds(10);

  @Override
  public List<String> broken(Evidence run) {
    var broken = new ArrayList<String>();
    run.lives(life -> life == Life.STOPPING)
        .forEach(
            stop -> {
              Duration most = most(run, stop);
              Duration taken = taken(run, stop);
              if (taken.compareTo(most) > 0) {
                broken.add(
                    "%s: expected its stop to end within %s, and it took %s"
                        .formatted(stop.replica(), most, taken));
              }
            });
    return broken;
  }

  private static Duration most(Evidence run, Entry stop) {
    Shape shape = run.scenario().shape();
    boolean idle =
        run.reached(Phase.STOPPING).stream().anyMatch(moment -> stop.nanos() >= moment)
            && run.ending().unsettled().isEmpty()
            && run.calls().stream().noneMatch(call -> call.until() == Long.MAX_VALUE);
    if (idle) {
      return IDLE;
    }
    Duration standing =
        run.lives(life -> life == Life.FROZEN)
            .filter(entry -> entry.replica().equals(stop.replica()))
            .map(entry -> ((Happening.Replica) entry.what()).length())
            .reduce(Duration.ZERO, Duration::plus);
    Duration drain = shape.drain().compareTo(STEP) < 0 ? STEP : shape.drain();
    return drain.plus(shape.interrupt()).plus(STEP.multipliedBy(3)).plus(standing);
  }

  private static Duration taken(Evidence run, Entry stop) {
    boolean killed =
        run.lives(life -> life == Life.KILLED)
            .anyMatch(kill -> kill.replica().equals(stop.replica()));
    return run.lives(life -> life == Life.STOPPED)
        .filter(stopped -> stopped.replica().equals(stop.replica()))
        .findFirst()
        .map(stopped -> ((Happening.Replica) stopped.what()).length())
        .orElse(killed ? Duration.ZERO : Duration.ofNanos(Long.MAX_VALUE));
  }
}
