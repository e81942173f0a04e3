package dev.weft.simulation.run;

import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Operation;
import dev.weft.simulation.scenario.HandlerShape;
import java.time.Duration;
import java.util.List;

/** Pauses and resumes the handlers of one incarnation of a replica, on threads of that. */
final class Operator {

  private final World world;
  private final Place place;
  private int operations;

  Operator(World world, Place place) {
    this.world = world;
    this.place = place;
  }

  /** Pauses all handlers for a while. */
  void pause(WorkerRuntime running, Duration length) {
    List<String> handlers =
        world.scenario().shape().handlers().stream().map(HandlerShape::name).toList();
    operate(
        "pause",
        () -> {
          handlers.forEach(handler -> pauseNow(running, handler));
          place.machine().sleep(length.toNanos());
          handlers.forEach(handler -> resumeNow(running, handler));
        });
  }

  /** Has a handler go on that has stopped over a message. */
  void resume(WorkerRuntime running, String handler) {
    operate("resume", () -> resumeNow(running, handler));
  }

  /** Whether something of that is under way. */
  boolean isAtIt() {
    return operations > 0;
  }

  private void operate(String thread, Errand errand) {
    operations++;
    world.start(
        place,
        thread,
        () -> {
          errand.run();
          operations--;
        });
  }

  private void pauseNow(WorkerRuntime running, String handler) {
    place.tell(new Happening.Operated(handler, Operation.PAUSING));
    running.pause(handler);
    place.tell(new Happening.Operated(handler, Operation.PAUSED));
  }

  private void resumeNow(WorkerRuntime running, String handler) {
    place.tell(new Happening.Operated(handler, Operation.RESUMING));
    running.resume(handler);
    place.tell(new Happening.Operated(handler, Operation.RESUMED));
  }
}
