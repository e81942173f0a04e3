package dev.weft.simulation.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One run's threads, clock and chance. The thread that makes it owns it: all simulated threads run
 * on that one, one at a time, in an order that the seed decides, and time jumps when none can run.
 *
 * <p>Simulated threads may call every method but {@link #runUntil}. Other threads may call none.
 */
public final class Simulation {

  private final Chance chance;
  private final Scheduler scheduler;
  private final Map<String, Replica> replicas = new LinkedHashMap<>();
  private final List<Throwable> uncaught = new ArrayList<>();

  /** One seed, one history. */
  public Simulation(long seed) {
    chance = new Chance(seed);
    scheduler = new Scheduler(chance);
  }

  /** The machine of a replica; a new one if the replica was killed. */
  public SimulatedMachine machine(String replica) {
    return new SimulatedMachine(
        scheduler, replica(replica), chance, scheduler.preemption()::readsClock);
  }

  /**
   * The machine of a server, whose clock is read without another thread going first: so what the
   * server does under its lock is one step, and no replica that stands still holds that lock.
   */
  public SimulatedMachine serverMachine(String server) {
    return new SimulatedMachine(scheduler, replica(server), chance, () -> {});
  }

  /**
   * Starts a virtual thread of a replica. The threads that it starts are the replica's too. What it
   * throws is in {@link #uncaught}.
   */
  public void start(String replica, String name, Runnable main) {
    replica(replica).threads(name).start(main);
  }

  /** What threads have thrown. */
  public List<Throwable> uncaught() {
    return List.copyOf(uncaught);
  }

  /**
   * Runs the simulated threads.
   *
   * @param done asked between two steps; may not block
   * @param limit simulated time, from now on
   * @return whether it is done; false if the time is over or no thread can ever run again
   * @throws IllegalStateException if a thread waits by another clock than its machine's
   */
  public boolean runUntil(BooleanSupplier done, Duration limit) {
    long end = scheduler.agenda().now() + limit.toNanos();
    @Nullable Preemption before = Yields.enter(scheduler.preemption());
    try {
      while (!done.getAsBoolean()) {
        if (scheduler.agenda().now() >= end || !scheduler.step(end)) {
          return false;
        }
      }
      return true;
    } finally {
      Yields.leave(before);
    }
  }

  /** The simulated time since the start. */
  public long nanos() {
    return scheduler.agenda().now();
  }

  /** The random numbers for one purpose, from the seed; the same stream at each call. */
  public RandomGenerator chance(String purpose) {
    return chance.of("run: " + purpose);
  }

  /** Has something happen later, on the owner's thread, between two steps. It must not block. */
  public void after(Duration delay, Runnable event) {
    scheduler.agenda().after(delay.toNanos(), event);
  }

  /** The replica's threads stand still for that long, while its clock goes on. */
  public void freeze(String replica, Duration length) {
    scheduler.wakeups().freeze(replica(replica), length.toNanos());
  }

  /** None of the replica's threads goes on, and nothing of them is left. */
  public void kill(String replica) {
    Replica killed = replicas.remove(replica);
    if (killed != null) {
      scheduler.kill(killed);
    }
  }

  /** Moves the replica's clock on, or back, from where it is. */
  public void skew(String replica, Duration by) {
    replica(replica).skew(by.toNanos());
  }

  /** A point where another thread may go first, by seed. */
  public void point() {
    scheduler.preemption().point();
  }

  /**
   * Blocks the calling simulated thread until that is so.
   *
   * @param condition looked at between two steps, on the owner's thread; may neither block nor
   *     change anything
   * @param limit simulated time, from now on
   * @return false if the time was over first
   */
  public boolean await(BooleanSupplier condition, Duration limit) throws InterruptedException {
    return new Waits(scheduler).until(condition, condition, limit.toNanos(), this);
  }

  /** Blocks the calling simulated thread until that long after the run's start. */
  public void sleepUntil(Duration moment) throws InterruptedException {
    new Waits(scheduler).sleep(moment.toNanos() - nanos());
  }

  /** Does something as one step: no other thread runs before it returns, unless it blocks. */
  public <T> T atomically(Supplier<T> action) {
    scheduler.preemption().quiet();
    try {
      return action.get();
    } finally {
      scheduler.preemption().loud();
    }
  }

  /** The names of the replica's threads that have not ended, in the order of their starts. */
  public List<String> alive(String replica) {
    Replica known = replicas.get(replica);
    return known == null
        ? List.of()
        : known.alive().stream().map(strand -> strand.thread.getName()).toList();
  }

  /** Where each of the replica's threads is: what to look at if nothing goes on. */
  public List<String> stacks(String replica) {
    Replica known = replicas.get(replica);
    return known == null ? List.of() : known.alive().stream().map(Strand::place).toList();
  }

  /** {@code replica/thread} of the simulated thread that calls; empty for any other. */
  public String running() {
    Strand strand = scheduler.preemption().running();
    return strand == null ? "" : strand.name();
  }

  /**
   * Tells, on the owner's thread, which {@code replica/thread} goes on, each time that one does.
   */
  public void onStep(Consumer<String> listener) {
    scheduler.onStep(strand -> listener.accept(strand.name()));
  }

  /** How many times a thread has gone on. */
  public long steps() {
    return scheduler.steps();
  }

  /** The same for two runs if the same threads went on at the same times. */
  public long fingerprint() {
    return scheduler.fingerprint();
  }

  private Replica replica(String name) {
    return replicas.computeIfAbsent(
        name,
        unknown ->
            new Replica(
                unknown, scheduler.wakeups(), chance.of("replica " + unknown), uncaught::add));
  }
}
