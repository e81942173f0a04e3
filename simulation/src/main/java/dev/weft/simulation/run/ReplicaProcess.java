package dev.weft.simulation.run;

import dev.weft.ConfigurationException;
import dev.weft.TransportException;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.simulation.history.Happening;
import dev.weft.simulation.history.Life;
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
  private final Operator operator;
  private State state = State.STARTING;
  private @Nullable WorkerRuntime runtime; // once it is up

  ReplicaProcess(World world, String name) {
    this.world = world;
    this.place = world.place(name);
    this.launcher = new Launcher(world, place);
    this.operator = new Operator(world, place);
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

  /** Pauses all handlers for a while, unless it is not up. */
  void pause(Duration length) {
    WorkerRuntime running = runtime;
    if (state == State.UP && running != null) {
      operator.pause(running, length);
    }
  }

  /** Has a handler go on that has stopped over a message, unless it is not up. */
  void resume(String handler) {
    WorkerRuntime running = runtime;
    if (state == State.UP && running != null) {
      operator.resume(running, handler);
    }
  }

  /** Whether its handlers are paused, or told to go on, just now. */
  boolean isOperated() {
    return operator.isAtIt() && state == State.UP;
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
