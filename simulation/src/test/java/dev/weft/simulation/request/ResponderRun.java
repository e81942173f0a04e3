package dev.weft.simulation.request;

import dev.weft.codec.StringCodec;
import dev.weft.engine.Observer;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.request.ResponderSpec;
import dev.weft.engine.request.ResponderWorker;
import dev.weft.machine.Machine;
import dev.weft.memory.MemoryTransport;
import dev.weft.simulation.machine.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/**
 * One run of a responder that several ask, and that is stopped meanwhile; in half of the runs
 * another replica of it goes on, and no request is lost by the stop.
 */
final class ResponderRun implements LongFunction<String> {

  private static final String REPLICA = "a";
  private static final String SUBJECT = "echo";
  private static final int ASKERS = 3;

  /** Longer than any answer may take, and any thread may live after the stop. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** The time limit, what its look takes at most, and the pace of the simulated threads. */
  private static final long LATEST_MILLIS = 1_600;

  /**
   * What went wrong, and what had happened, or nothing if all went well; then {@code #} and the
   * run's fingerprint.
   */
  @Override
  public String apply(long seed) {
    var simulation = new Simulation(seed);
    var run = new Serving(simulation);
    var ended = new CountDownLatch(1);
    simulation.start(
        REPLICA,
        "main",
        () -> {
          run.serve();
          ended.countDown();
        });
    if (!simulation.runUntil(() -> ended.getCount() == 0, Duration.ofMinutes(20))) {
      run.faults.add("stuck: " + simulation.stacks(REPLICA));
    }
    simulation.uncaught().forEach(thrown -> run.faults.add("uncaught: " + thrown));
    String told = run.faults.isEmpty() ? "" : run.faults + "\n" + String.join("\n", run.history);
    return told + "#" + simulation.fingerprint();
  }

  /** The responder's process. */
  private static final class Serving {

    private final Simulation simulation;
    private final Machine machine;
    private final RandomGenerator chance;
    private final MemoryTransport transport;
    private final Questioned responder;
    private final Questioned another;
    private final boolean hasAnother;
    private final List<String> faults = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private boolean interrupted; // what is in work is answered with an error then

    Serving(Simulation simulation) {
      this.simulation = simulation;
      this.machine = simulation.machine(REPLICA);
      this.chance = simulation.chance("responder");
      this.transport = new MemoryTransport(machine);
      this.responder = new Questioned(machine, chance, faults::add);
      this.another = new Questioned(machine, chance, faults::add);
      this.hasAnother = chance.nextBoolean();
    }

    void serve() {
      var housekeeper = new Housekeeper(machine);
      try {
        work(worker(responder, housekeeper), worker(another, housekeeper));
        housekeeper.close();
        transport.close();
        machine.sleep(PATIENCE.toNanos());
        if (!simulation.alive(REPLICA).equals(List.of("main"))) {
          faults.add("alive: " + simulation.stacks(REPLICA));
        }
      } catch (InterruptedException e) {
        faults.add("interrupted, by nobody");
      }
    }

    private ResponderWorker worker(Questioned asked, Housekeeper housekeeper) {
      var spec =
          new ResponderSpec<>(
              SUBJECT,
              SUBJECT,
              Optional.of(SUBJECT),
              new ResponderSpec.ResponderLimits(asked.places(), Questioned.TIMEOUT),
              new ResponderSpec.Exchange<>(StringCodec.INSTANCE, StringCodec.INSTANCE, asked));
      return new ResponderWorker(spec, transport.requests(), Observer.none(), housekeeper);
    }

    private Thread begin(ResponderWorker worker) throws InterruptedException {
      Thread working = machine.virtual("worker", () -> run(worker));
      working.start();
      while (worker.problem().isPresent()) {
        machine.sleep(TimeUnit.MILLISECONDS.toNanos(1));
      }
      return working;
    }

    private void work(ResponderWorker worker, ResponderWorker other) throws InterruptedException {
      Thread working = begin(worker);
      Optional<Thread> goingOn = hasAnother ? Optional.of(begin(other)) : Optional.empty();
      var asked = new CountDownLatch(ASKERS);
      for (int i = 0; i < ASKERS; i++) {
        var asker = new Asker(i, machine, chance, transport.requests(), this::hear);
        machine.virtual("asker-" + i, () -> ask(asker, asked)).start();
      }
      machine.sleep(aWhile());
      history.add("stop");
      worker.stop();
      if (chance.nextBoolean() && !machine.join(working, aWhile())) {
        interrupted = true;
        working.interrupt();
      }
      awaitStop(working);
      asked.await();
      if (goingOn.isPresent()) {
        other.stop();
        awaitStop(goingOn.get());
      }
    }

    private void awaitStop(Thread working) throws InterruptedException {
      if (!machine.join(working, PATIENCE.toNanos())) {
        faults.add("the stop does not end");
      }
    }

    private void ask(Asker asker, CountDownLatch asked) {
      try {
        asker.ask(SUBJECT);
      } catch (InterruptedException e) {
        faults.add("an asker is interrupted, by nobody");
      }
      asked.countDown();
    }

    private void hear(Asker.Heard heard) {
      history.add(heard.toString());
      boolean isLost = hasAnother && !interrupted && heard.isOfTheStop();
      if (heard.millis() > LATEST_MILLIS || heard.isWrong() || isLost) {
        faults.add(heard.toString());
      }
    }

    private long aWhile() {
      return chance.nextLong(1, TimeUnit.SECONDS.toNanos(10));
    }

    private void run(ResponderWorker worker) {
      try {
        worker.run();
        history.add("stopped");
      } catch (InterruptedException e) {
        history.add("stopped, and what was in work was interrupted");
      }
    }
  }
}
