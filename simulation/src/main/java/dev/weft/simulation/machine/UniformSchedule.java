package dev.weft.simulation.machine;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Each thread is as likely as any other. */
record UniformSchedule(RandomGenerator random, int points) implements Schedule {

  @Override
  public void begin(Strand strand) {
    // All are alike.
  }

  @Override
  public Strand pick(Runnables runnable, @Nullable Strand last) {
    return runnable.get(random.nextInt(runnable.size()));
  }

  @Override
  public int pointsToNext() {
    return 1 + random.nextInt(2 * points);
  }

  @Override
  public boolean preempts(Strand running, Runnables runnable) {
    return random.nextInt(runnable.size() + 1) != 0;
  }

  @Override
  public boolean isUrgent(Strand ready, Strand running) {
    return false;
  }

  @Override
  public void spins(Strand strand) {
    // Its turn comes no more often than the others'.
  }
}
