package dev.weft.simulation.run;

import dev.weft.config.WeftConfig;
import dev.weft.engine.clock.Time;
import dev.weft.machine.Machine;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.runtime.load.UserClasses;
import dev.weft.simulation.server.SimulatedConnection;
import org.jspecify.annotations.Nullable;

/** Starts the runtime of one process, on a connection of its own. */
final class Launcher {

  private final World world;
  private final Place place;
  private @Nullable SimulatedConnection connection;

  Launcher(World world, Place place) {
    this.world = world;
    this.place = place;
  }

  /** A start, which may fail as any does. */
  WorkerRuntime launch() {
    var scripted = new ScriptedObjects(world.scenario(), place, world.counts());
    WeftConfig config = world.configs().get(Place.index(place.replica()));
    SimulatedConnection opened = world.server().connect(place.replica(), config.publishTimeout());
    connection = opened;
    Machine machine = place.machine();
    return WorkerRuntime.start(
        config,
        UserClasses.of(Launcher.class.getClassLoader(), scripted),
        new RecordingObserver(place, world.scenario().shape().hasHostileObserver()),
        opened,
        machine,
        Time.of(machine));
  }

  /** The connection of the last start. */
  @Nullable SimulatedConnection connection() {
    return connection;
  }
}
