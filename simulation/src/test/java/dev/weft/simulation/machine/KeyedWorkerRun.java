package dev.weft.simulation.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.ConfigFactory;
import dev.weft.Handler;
import dev.weft.Headers;
import dev.weft.Message;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.engine.clock.Time;
import dev.weft.machine.Machine;
import dev.weft.memory.MemoryTransport;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.runtime.load.UserClasses;
import dev.weft.transport.Outbox;
import dev.weft.transport.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** One run of a whole runtime with a keyed handler: its history, as text. */
public final class KeyedWorkerRun implements LongFunction<String> {

  private static final int MESSAGES = 30;
  private static final int KEYS = 4;

  private final WeftConfig config;
  private final UserClasses classes;

  KeyedWorkerRun() {
    classes = UserClasses.of(KeyedWorkerRun.class.getClassLoader());
    config =
        WeftConfig.read(
            ConfigFactory.parseString(text()),
            classes.with("orders", new Orders(new Simulation(0), Machine.real(), List.of())));
  }

  private static String text() {
    return """
        weft.transport = memory
        weft.streams.ORDERS { subjects = ["orders.*"] }
        weft.handlers.orders {
          class = "%s"
          stream = ORDERS
          concurrency = 5
          ordering = key
          key = "subject:2"
          retry.attempts = 20
        }
        """
        .formatted(Orders.class.getName());
  }

  /** Handles orders; every fifth time it is called it fails. */
  public static final class Orders implements Handler<String> {

    private final Simulation simulation;
    private final Machine machine;
    private final List<String> events;
    private int calls;
    private int handled;

    Orders(Simulation simulation, Machine machine, List<String> events) {
      this.simulation = simulation;
      this.machine = machine;
      this.events = events;
    }

    @Override
    public void handle(Message<String> message) throws InterruptedException {
      calls++;
      boolean isFailing = calls % 5 == 0;
      machine.sleep(machine.random().nextLong(5_000_000));
      events.add(
          simulation.nanos() + " " + message.payload() + (isFailing ? " fails" : " is handled"));
      if (isFailing) {
        throw new IllegalStateException("on purpose");
      }
      handled++;
    }
  }

  @Override
  public String apply(long seed) {
    var simulation = new Simulation(seed);
    var events = new ArrayList<String>();
    simulation.onStep(thread -> events.add(simulation.nanos() + " " + thread + " goes on"));
    var isOver = new boolean[1];
    simulation.start(
        "a",
        "main",
        () -> {
          handleAll(simulation, events);
          isOver[0] = true;
        });
    boolean isDone = simulation.runUntil(() -> isOver[0], Duration.ofHours(1));
    simulation.runUntil(() -> simulation.alive("a").isEmpty(), Duration.ofSeconds(30));
    events.add("done " + isDone + " " + simulation.uncaught());
    events.add("left " + simulation.alive("a"));
    events.add(simulation.steps() + " steps, fingerprint " + simulation.fingerprint());
    return String.join("\n", events);
  }

  private void handleAll(Simulation simulation, List<String> events) {
    SimulatedMachine machine = simulation.machine("a");
    var orders = new Orders(simulation, machine, events);
    var transport = new MemoryTransport(machine);
    transport.create(new StreamSpec("ORDERS", Map.of("subjects", List.of("orders.*"))));
    Outbox outbox = transport.outbox();
    for (int i = 0; i < MESSAGES; i++) {
      byte[] body = ("order " + i).getBytes(UTF_8);
      outbox.publish("orders." + i % KEYS, body, Headers.empty());
    }
    WorkerRuntime runtime =
        WorkerRuntime.start(
            config,
            classes.with("orders", orders),
            Observer.none(),
            transport,
            machine,
            Time.of(machine));
    while (orders.handled < MESSAGES) {
      machine.parkNanos(this, 100_000_000);
    }
    runtime.stop();
    events.add(simulation.nanos() + " stopped, problems " + runtime.problems());
  }
}
