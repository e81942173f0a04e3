package dev.weft.simulation.machine;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the threads of all replicas on the owner's thread, one part of one thread after the other,
 * in an order that comes from the seed alone.
 */
final class Scheduler {

  private static final long A_MOMENT = 20_000;
  private static final long MIX = 0x100_0000_01B3L;

  private final Agenda agenda;
  private final Schedule schedule;
  private final Preemption preemption;
  private final Wakeups wakeups;
  private final Runnables runnable = new Runnables();
  private final Watches watches = new Watches();
  private final Progress progress = new Progress();
  private @Nullable Strand last;
  private Consumer<Strand> listener = strand -> {};
  private long steps;
  private long fingerprint;

  Scheduler(Chance chance) {
    agenda = new Agenda(chance.of("ties"));
    schedule = Schedule.by(chance.of("schedule"));
    preemption = new Preemption(chance, agenda, schedule, runnable, progress);
    wakeups = new Wakeups(agenda, schedule, runnable, preemption);
  }

  Agenda agenda() {
    return agenda;
  }

  Preemption preemption() {
    return preemption;
  }

  Wakeups wakeups() {
    return wakeups;
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

  void kill(Replica replica) {
    wakeups.kill(replica);
    watches.removeOf(replica);
  }

  /**
   * Lets one thread run until it blocks, ends or is preempted. If none can run, the time jumps.
   *
   * @param limit the moment that the time does not pass
   * @return false if nothing can ever run, or not before the limit
   */
  boolean step(long limit) {
    wakeups.takeForeign();
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
    preemption.pass();
    progress.step(strand);
    steps++;
    fingerprint =
        (fingerprint ^ strand.number ^ ((agenda.now() ^ preemption.points()) << 16)) * MIX;
    listener.accept(strand);
    preemption.run(strand);
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
}
