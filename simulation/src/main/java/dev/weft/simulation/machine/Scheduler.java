package dev.weft.simulation.machine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs the threads of all replicas on the owner's thread, one part of one thread after the other,
 * in an order that comes from the seed alone.
 */
final class Scheduler {

  /** Another run's thread in this JVM has woken one of ours: by a lock of the JDK's, say. */
  private record Foreign(Replica replica, Runnable continuation) {}

  private static final long A_MOMENT = 20_000;
  private static final long MIX = 0x100_0000_01B3L;

  private final Agenda agenda;
  private final Pace pace;
  private final Schedule schedule;
  private final RandomGenerator random;
  private final Thread owner = Thread.currentThread();
  private final Runnables runnable = new Runnables();
  private final Watches watches = new Watches();
  private final Progress progress = new Progress();
  private final Queue<Foreign> foreign = new ConcurrentLinkedQueue<>();
  private @Nullable Strand current;
  private @Nullable Strand last;
  private Consumer<Strand> listener = strand -> {};
  private int points;
  private int begun;
  private long steps;
  private long fingerprint;

  Scheduler(Chance chance) {
    agenda = new Agenda(chance.of("ties"));
    pace = Pace.by(chance.of("pace"));
    schedule = Schedule.by(chance.of("schedule"));
    random = chance.of("scheduler");
    points = schedule.pointsToNext();
  }

  Agenda agenda() {
    return agenda;
  }

  Watches watches() {
    return watches;
  }

  /** Tells of each step, before it is taken. */
  void onStep(Consumer<Strand> told) {
    listener = told;
  }

  /** How many steps were taken. */
  long steps() {
    return steps;
  }

  /** The same for two runs if they took the same steps at the same times. */
  long fingerprint() {
    return fingerprint;
  }

  /** The simulated thread that runs, if the calling thread is one. */
  @Nullable Strand running() {
    Strand strand = current;
    return strand != null && strand.thread == Thread.currentThread() ? strand : null;
  }

  boolean isOwner() {
    return Thread.currentThread() == owner;
  }

  /** A thread can run, as the JDK says on whatever thread. */
  void submit(Replica replica, Runnable continuation) {
    if (isOwner() || running() != null) {
      ready(replica, continuation);
    } else {
      foreign.add(new Foreign(replica, continuation));
      LockSupport.unpark(owner);
    }
  }

  Strand begin(Replica replica, Runnable continuation) {
    var strand = new Strand(replica, continuation, begun);
    begun++;
    schedule.begin(strand);
    return strand;
  }

  private void ready(Replica replica, Runnable continuation) {
    if (replica.isDead()) {
      return;
    }
    Strand strand = replica.strand(continuation);
    if (strand.isQueued) {
      return; // a look at its stack submits it a second time
    }
    strand.isQueued = true;
    if (strand.stall > 0) {
      long stall = strand.stall;
      strand.stall = 0;
      agenda.after(stall, () -> enqueue(strand));
    } else {
      enqueue(strand);
    }
  }

  private void enqueue(Strand strand) {
    if (strand.replica.isDead()) {
      return;
    }
    if (strand.replica.isFrozen()) {
      strand.replica.hold(strand);
      return;
    }
    runnable.add(strand);
    Strand running = current;
    if (running != null && schedule.isUrgent(strand, running)) {
      points = 0;
    }
  }

  void freeze(Replica replica, long nanos) {
    replica.freezeUntil(agenda.now() + nanos);
    for (int i = 0; i < runnable.size(); i++) {
      if (runnable.get(i).replica == replica) {
        replica.hold(runnable.get(i));
      }
    }
    runnable.removeIf(strand -> strand.replica == replica);
    agenda.after(nanos, () -> replica.thaw(agenda.now()).forEach(this::enqueue));
  }

  void kill(Replica replica) {
    replica.kill();
    watches.removeOf(replica);
    runnable.removeIf(strand -> strand.replica == replica);
  }

  /**
   * Lets one thread run until it blocks, ends or is preempted. If none can run, the time jumps.
   *
   * @param limit the moment that the time does not pass
   * @return false if nothing can ever run, or not before the limit
   */
  boolean step(long limit) {
    takeForeign();
    agenda.happen();
    watches.look();
    while (runnable.isEmpty() || runnable.allSpin()) {
      if (agenda.now() >= limit || !agenda.jump(limit)) {
        return !runnable.isEmpty() && spinOn();
      }
      progress.jump();
      agenda.happen();
      watches.look();
      runnable.stopSpinning();
    }
    run(schedule.pick(runnable, last));
    return true;
  }

  /** Those that spin look once more, though nothing has happened. */
  private boolean spinOn() {
    runnable.stopSpinning();
    run(schedule.pick(runnable, last));
    return true;
  }

  private void run(Strand strand) {
    runnable.remove(strand);
    strand.isQueued = false;
    strand.isSpinning = false;
    pass();
    progress.step(strand);
    steps++;
    fingerprint = (fingerprint ^ strand.number ^ ((agenda.now() ^ points) << 16)) * MIX;
    listener.accept(strand);
    current = strand;
    try {
      strand.proceed();
    } finally {
      current = null;
    }
    if (!strand.isSpinning) {
      runnable.stopSpinning(); // what they wait for may have come
    }
    if (strand.thread.isAlive()) {
      last = strand;
      check(strand);
    } else {
      last = null;
      strand.replica.ended(strand);
    }
  }

  private void check(Strand strand) {
    Thread.State state = strand.thread.getState();
    if (state == Thread.State.TIMED_WAITING) {
      throw new IllegalStateException(
          "a thread waits by the JVM's clock; expected a wait by its Machine: " + strand.place());
    }
    // By a monitor that another run's thread has, such as a class loader's. It goes on at once
    // then.
    while (state == Thread.State.BLOCKED) {
      LockSupport.parkNanos(this, A_MOMENT);
      state = strand.thread.getState();
    }
  }

  private void takeForeign() {
    Foreign next = foreign.poll();
    while (next != null) {
      ready(next.replica, next.continuation);
      next = foreign.poll();
    }
  }

  private void pass() {
    agenda.pass(1 + random.nextLong(pace.step()));
  }

  /** A point at which another thread may go first. Called often, by all simulated threads. */
  void point() {
    Strand strand = current;
    if (strand != null && strand.quiet == 0) {
      points--;
      if (points < 0) {
        consider(strand);
      }
    }
  }

  private void consider(Strand strand) {
    points = schedule.pointsToNext();
    pass();
    progress.pass(points);
    if (pace.stallOneIn() > 0 && random.nextInt(pace.stallOneIn()) == 0) {
      strand.stall = Chance.logarithmic(random, pace.stall());
      unmount();
    } else if (agenda.isDue()
        || progress.isMissing()
        || (!runnable.isEmpty() && schedule.preempts(strand, runnable))) {
      unmount();
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // it is submitted again, and goes on when it is picked
  private static void unmount() {
    Thread.yield();
  }

  /** The running thread waits for others without blocking. */
  void spin() {
    Strand strand = running();
    if (strand != null && strand.quiet == 0) {
      strand.isSpinning = true;
      schedule.spins(strand);
      unmount();
    }
  }

  /** Whether this wait is one that ends for no reason. */
  boolean isSpurious() {
    return pace.spuriousOneIn() > 0 && random.nextInt(pace.spuriousOneIn()) == 0;
  }

  /** A short time, by seed. */
  long aMoment() {
    return Chance.logarithmic(random, A_MOMENT * 100);
  }

  /** Reading the clock takes time, so that a loop that waits for a moment gets there. */
  void readsClock() {
    if (current != null) {
      agenda.pass(1);
    }
  }

  /** The running thread must not be preempted from here on. */
  void quiet() {
    Strand strand = current;
    if (strand != null) {
      strand.quiet++;
    }
  }

  /** The end of what {@link #quiet} began. */
  void loud() {
    Strand strand = current;
    if (strand != null) {
      strand.quiet--;
    }
  }
}
