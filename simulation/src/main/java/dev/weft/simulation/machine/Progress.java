package dev.weft.simulation.machine;

/** Notices threads that run on and on, so that none ever waits and the time stands still. */
final class Progress {

  private static final long STEPS = 1_000_000;
  private static final long POINTS = 50_000_000;

  private long steps;
  private long points;

  /** None can run, so the time jumps. */
  void jump() {
    steps = 0;
    points = 0;
  }

  /** A thread has passed so many points. */
  void pass(int passed) {
    points += passed;
  }

  boolean isMissing() {
    return points > POINTS || steps > STEPS;
  }

  /**
   * A thread goes on.
   *
   * @throws IllegalStateException if there is no progress
   */
  void step(Strand strand) {
    steps++;
    if (isMissing()) {
      throw new IllegalStateException(
          "no progress: "
              + steps
              + " steps and "
              + points
              + " points without a moment at which no thread could run; the next one is "
              + strand.place());
    }
  }
}
