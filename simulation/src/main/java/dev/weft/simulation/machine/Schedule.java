package dev.weft.simulation.machine;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which thread goes next, by seed. There are several kinds, since no one kind finds every bug: some
 * need many changes of threads, some a single one at the right point, some a thread that comes to
 * run long after all others.
 */
sealed interface Schedule
    permits UniformSchedule, PrioritySchedule, LongRunsSchedule, RoundRobinSchedule {

  /** A thread has begun. */
  void begin(Strand strand);

  /**
   * Chooses among those that can run.
   *
   * @param last the one that ran last, if it has not ended
   */
  Strand pick(Runnables runnable, @Nullable Strand last);

  /** How many points a thread passes before {@link #preempts} is asked. */
  int pointsToNext();

  /** Whether one of those that can run goes before the one that runs. */
  boolean preempts(Strand running, Runnables runnable);

  /** Whether a thread that can run now is to go before the one that runs, at its next point. */
  boolean isUrgent(Strand ready, Strand running);

  /** The thread waits for others without blocking. */
  void spins(Strand strand);

  /** One of the kinds, with numbers of its own. */
  static Schedule by(RandomGenerator random) {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> new UniformSchedule(random, (int) Chance.logarithmic(random, 300));
      case 3, 4, 5 -> new PrioritySchedule(random, (int) Chance.logarithmic(random, 20_000));
      case 6 -> new LongRunsSchedule(random, (int) Chance.logarithmic(random, 5_000));
      default -> new RoundRobinSchedule(random, (int) Chance.logarithmic(random, 100));
    };
  }
}
