package dev.weft.simulation.machine;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One simulated process: the scheduler that its virtual threads have, and that those have which
 * they start.
 */
final class Replica implements Executor {

  private static final long A_DAY = 86_400_000_000_000L;

  private final String name;
  private final Wakeups wakeups;
  private final Consumer<Throwable> uncaught;

  /** Looked up only, never gone through: the order would be another one in each run. */
  private final IdentityHashMap<Runnable, Strand> strands = new IdentityHashMap<>();

  private final List<Strand> held = new ArrayList<>();
  private boolean isDead;
  private long frozenUntil = Long.MIN_VALUE;
  private final long nanosAtStart;
  private long skew;

  /**
   * A process without threads.
   *
   * @param uncaught takes what its threads throw
   */
  Replica(String name, Wakeups wakeups, RandomGenerator random, Consumer<Throwable> uncaught) {
    this.name = name;
    this.wakeups = wakeups;
    this.uncaught = uncaught;
    this.nanosAtStart = random.nextLong(-A_DAY, A_DAY);
  }

  String name() {
    return name;
  }

  /** Builds its threads, of this name. */
  Thread.Builder.OfVirtual threads(String threadName) {
    return VirtualThreads.builder(this)
        .name(threadName)
        .uncaughtExceptionHandler((thread, thrown) -> uncaught.accept(thrown));
  }

  @Override
  public void execute(Runnable continuation) {
    wakeups.submit(this, continuation);
  }

  /** The thread whose next part this is. */
  Strand strand(Runnable continuation) {
    Strand strand = strands.get(continuation);
    if (strand == null) {
      strand = wakeups.begin(this, continuation);
      strands.put(continuation, strand);
    }
    return strand;
  }

  void ended(Strand strand) {
    strands.remove(strand.continuation());
  }

  /** The threads that have not ended, in the order of their starts. */
  List<Strand> alive() {
    return strands.values().stream().sorted((a, b) -> a.number - b.number).toList();
  }

  boolean isDead() {
    return isDead;
  }

  /** None of its threads goes on. */
  void kill() {
    isDead = true;
    strands.clear();
    held.clear();
  }

  boolean isFrozen() {
    return frozenUntil != Long.MIN_VALUE;
  }

  void freezeUntil(long moment) {
    frozenUntil = Math.max(frozenUntil, moment);
  }

  /** Keeps a thread that could run until the thaw. */
  void hold(Strand strand) {
    held.add(strand);
  }

  /**
   * The end of a freeze.
   *
   * @return the threads that can run; none if it is frozen for longer
   */
  List<Strand> thaw(long now) {
    if (now < frozenUntil) {
      return List.of();
    }
    frozenUntil = Long.MIN_VALUE;
    List<Strand> thawed = List.copyOf(held);
    held.clear();
    return thawed;
  }

  /** What its {@code nanoTime} was when the run began: it has no meaning, so it is any. */
  long nanosAtStart() {
    return nanosAtStart;
  }

  long skew() {
    return skew;
  }

  void skew(long nanos) {
    skew += nanos;
  }
}
