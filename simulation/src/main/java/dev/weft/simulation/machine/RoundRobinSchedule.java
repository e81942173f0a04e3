package dev.weft.simulation.machine;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Who has waited longest goes next, as fair schedulers do. */
final class RoundRobinSchedule implements Schedule {

  private final RandomGenerator random;
  private final int points;
  private long turns;

  RoundRobinSchedule(RandomGenerator random, int points) {
    this.random = random;
    this.points = points;
  }

  @Override
  public void begin(Strand strand) {
    turns--;
    strand.priority = turns;
  }

  @Override
  public Strand pick(Runnables runnable, @Nullable Strand last) {
    Strand next = runnable.highest();
    turns--;
    next.priority = turns;
    return next;
  }

  @Override
  public int pointsToNext() {
    return 1 + random.nextInt(2 * points);
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
    // All others that can run go before it anyway.
  }
}
