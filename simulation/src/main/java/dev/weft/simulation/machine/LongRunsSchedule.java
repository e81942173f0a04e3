package dev.weft.simulation.machine;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A thread runs on for as long as it can, but for rare changes. */
record LongRunsSchedule(RandomGenerator random, int points) implements Schedule {

  @Override
  public void begin(Strand strand) {
    // All are alike.
  }

  @Override
  public Strand pick(Runnables runnable, @Nullable Strand last) {
    if (last != null && runnable.has(last) && !last.isSpinning && random.nextInt(8) != 0) {
      return last;
    }
    return runnable.get(random.nextInt(runnable.size()));
  }

  @Override
  public int pointsToNext() {
    return points + random.nextInt(points);
  }

  @Override
  public boolean preempts(Strand running, Runnables runnable) {
    return true;
  }

  @Override
  public boolean isUrgent(Strand ready, Strand running) {
    return false;
  }

  @Override
  public void spins(Strand strand) {
    // Another one is picked then.
  }
}
