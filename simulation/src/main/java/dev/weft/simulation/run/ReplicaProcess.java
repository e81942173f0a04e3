package dev.weft.simulation.run;

import dev.weft.ConfigurationException;
import dev.weft.TransportException;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Life;
import dev.weft.simulation.history.Operation;
import dev.weft.simulation.scenario.HandlerShape;
import dev.weft.simulation.server.SimulatedConnection;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One incarnation of a replica: a process with a whole runtime, from its start to its stop or
 * death. Only threads of the run use it, of which one runs at a time.
 */
final class ReplicaProcess {

  /** What becomes of it. */
  enum State {
    STARTING,
    UP,
    STOPPING,
    STOPPED,
    DEAD
  }

  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final World world;
  private final Place place;
  private final Launcher launcher;
  private State state = State.STARTING;
  private int operations;
  private @Nullable WorkerRuntime runtime; // once it is up

  ReplicaProcess(World world, String name) {
    this.world = world;
    this.place = world.place(name);
    this.launcher = new Launcher(world, place);
  }

  String name() {
    return place.replica();
  }

  State state() {
    return state;
  }

  /** Whether it is at work and the server can be reached. */
  boolean isConnected() {
    SimulatedConnection open = connection();
    return state == State.UP && open != null && open.problem().isEmpty();
  }

  /** Why it is to be given no work, a line each; empty if it is ready. */
  List<String> problems() {
    WorkerRuntime running = runtime;
    return state == State.UP && running != null ? running.problems() : List.of("it is " + state);
  }

  /** Its connection, once it is up. */
  @Nullable SimulatedConnection connection() {
    return launcher.connection();
  }

  /** Starts it, as often as it takes. */
  void start() {
    tell(Life.STARTING, Duration.ZERO);
    inside("main", this::main);
  }

  private void main() throws InterruptedException {
    while (state == State.STARTING) {
      try {
        runtime = launcher.launch();
        state = State.UP;
        tell(Life.STARTED, Duration.ZERO);
      } catch (TransportException | ConfigurationException | OutOfMemoryError e) {
        tell(Life.NOT_STARTED, Duration.ZERO);
        place.tell(new Happening.Logged("INFO", String.valueOf(e.getMessage())));
        place.machine().sleep(AGAIN.toNanos());
      }
    }
    WorkerRuntime running = runtime;
    if (running != null) {
      if (world.scenario().shape().hasPublisher()) {
        inside("publisher", () -> new ScriptedPublisher(place).run(running));
      }
      watch(running);
    }
  }

  private void watch(WorkerRuntime running) throws InterruptedException {
    try {
      running.join();
    } catch (IllegalStateException e) {
      place.tell(new Happening.Logged("ERROR", String.valueOf(e.getMessage())));
      tell(Life.ENDED, Duration.ZERO);
    }
  }

  /** Has it drain, or stop at once. Does nothing unless it is up. */
  void stop(boolean atOnce) {
    WorkerRuntime running = runtime;
    if (state != State.UP || running == null) {
      return;
    }
    state = State.STOPPING;
    tell(Life.STOPPING, Duration.ZERO);
    inside(
        "stop",
        () -> {
          long begin = place.machine().nanoTime();
          if (atOnce) {
            running.stopNow();
          } else {
            running.stop();
          }
          state = State.STOPPED;
          tellWhatIsKept(); // before others get it, once its ack wait is over
          tell(Life.STOPPED, Duration.ofNanos(place.machine().nanoTime() - begin));
        });
  }

  private void tellWhatIsKept() {
    world
        .server()
        .truth()
        .left(name())
        .forEach(each -> place.tell(new Happening.Kept(Truth.place(each))));
  }

  /** Pauses all handlers for a while, on a thread of the replica. */
  void pause(Duration length) {
    List<String> handlers =
        world.scenario().shape().handlers().stream().map(HandlerShape::name).toList();
    operate(
        "pause",
        running -> {
          handlers.forEach(handler -> pauseNow(running, handler));
          place.machine().sleep(length.toNanos());
          handlers.forEach(handler -> resumeNow(running, handler));
        });
  }

  /** Has a handler go on that has stopped over a message, on a thread of the replica. */
  void resume(String handler) {
    operate("resume", running -> resumeNow(running, handler));
  }

  /** Whether its handlers are paused, or told to go on, just now. */
  boolean isOperated() {
    return operations > 0 && state == State.UP;
  }

  private void operate(String thread, Operating operating) {
    WorkerRuntime running = runtime;
    if (state == State.UP && running != null) {
      operations++;
      inside(
          thread,
          () -> {
            operating.on(running);
            operations--;
          });
    }
  }

  private interface Operating {
    void on(WorkerRuntime running) throws InterruptedException;
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

  /** It dies, whatever it does. */
  void kill() {
    if (state != State.DEAD) {
      state = State.DEAD;
      tell(Life.KILLED, Duration.ZERO);
      bury();
    }
  }

  /** The threads that it has left; they end with its process. */
  void end() {
    place.tell(new Happening.Left(world.simulation().alive(name())));
    state = State.DEAD;
    bury();
  }

  private void bury() {
    world.simulation().kill(name());
    SimulatedConnection open = connection();
    if (open != null) {
      open.die();
    }
  }

  private void tell(Life life, Duration length) {
    place.tell(new Happening.Replica(life, length));
  }

  /** Runs something on a thread of the replica. */
  private void inside(String thread, Errand errand) {
    world.start(place, thread, errand);
  }
}
