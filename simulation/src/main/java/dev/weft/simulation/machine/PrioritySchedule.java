package dev.weft.simulation.machine;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The thread of the highest priority runs; priorities are random, and now and then the one that
 * runs gets the lowest. Finds what needs few changes of threads, each at one certain point
 * (probabilistic concurrency testing, Burckhardt et al. 2010).
 */
final class PrioritySchedule implements Schedule {

  private final RandomGenerator random;
  private final int points;
  private long lowest;
  private boolean isUrgent;

  PrioritySchedule(RandomGenerator random, int points) {
    this.random = random;
    this.points = points;
  }

  @Override
  public void begin(Strand strand) {
    strand.priority = random.nextInt(Integer.MAX_VALUE);
  }

  @Override
  public Strand pick(Runnables runnable, @Nullable Strand last) {
    isUrgent = false;
    return runnable.highest();
  }

  @Override
  public int pointsToNext() {
    return 1 + random.nextInt(2 * points);
  }

  @Override
  public boolean preempts(Strand running, Runnables runnable) {
    if (!isUrgent) {
      lower(running);
    }
    isUrgent = false;
    return runnable.highest().priority > running.priority;
  }

  @Override
  public boolean isUrgent(Strand ready, Strand running) {
    isUrgent |= ready.priority > running.priority;
    return isUrgent;
  }

  @Override
  public void spins(Strand strand) {
    lower(strand);
  }

  private void lower(Strand strand) {
    lowest--;
    strand.priority = lowest;
  }
}
