package dev.weft.simulation.machine;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The thread that runs, and whether it gives way to another at a point that it passes. By seed. */
final class Preemption {

  private static final long A_MOMENT = 2_000_000;

  private final Agenda agenda;
  private final Schedule schedule;
  private final Runnables runnable;
  private final Progress progress;
  private final Pace pace;
  private final RandomGenerator random;
  private final Thread owner = Thread.currentThread();
  private @Nullable Strand current;
  private int points;

  /**
   * No thread runs yet.
   *
   * @param runnable those that could run in place of the one that does
   */
  Preemption(
      Chance chance, Agenda agenda, Schedule schedule, Runnables runnable, Progress progress) {
    this.agenda = agenda;
    this.schedule = schedule;
    this.runnable = runnable;
    this.progress = progress;
    this.pace = Pace.by(chance.of("pace"));
    this.random = chance.of("scheduler");
    this.points = schedule.pointsToNext();
  }

  /** The thread that the run goes on on. */
  Thread owner() {
    return owner;
  }

  boolean isOwner() {
    return Thread.currentThread() == owner;
  }

  /** The simulated thread that runs, if the calling thread is one. */
  @Nullable Strand running() {
    Strand strand = current;
    return strand != null && strand.thread == Thread.currentThread() ? strand : null;
  }

  /** How many points are passed before the next decision. */
  int points() {
    return points;
  }

  /** Runs the next part of a thread. */
  void run(Strand strand) {
    current = strand;
    try {
      strand.proceed();
    } finally {
      current = null;
    }
  }

  /** A thread can run now, and may be one that goes before the one that runs. */
  void ready(Strand strand) {
    Strand running = current;
    if (running != null && schedule.isUrgent(strand, running)) {
      points = 0;
    }
  }

  /** Some time passes. */
  void pass() {
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
    return Chance.logarithmic(random, A_MOMENT);
  }

  /** A point, and some time: so a loop that waits for a moment gets there. */
  void readsClock() {
    point();
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
