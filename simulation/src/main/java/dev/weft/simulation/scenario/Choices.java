package dev.weft.simulation.scenario;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Choices by a seed. */
final class Choices {

  private final SplittableRandom random;

  Choices(long seed) {
    random = new SplittableRandom(seed);
  }

  /** True so many times of a hundred. */
  boolean percent(int share) {
    return random.nextInt(100) < share;
  }

  /** One of them, each as likely. */
  @SafeVarargs
  final <T> T of(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** One of them, each as likely. */
  <T> T of(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** From the least to the most, both included. */
  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  /** From the least to the most, in milliseconds. */
  Duration millis(int least, int most) {
    return Duration.ofMillis(between(least, most));
  }
}
