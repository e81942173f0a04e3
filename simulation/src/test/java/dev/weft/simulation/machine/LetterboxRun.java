package dev.weft.simulation.machine;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;

/** One run of a few threads at a letterbox; says what went wrong, or nothing. */
final class LetterboxRun implements BiFunction<String, Long, String> {

  private static final int POSTMEN = 2;

  @Override
  public String apply(String mistake, Long seed) {
    var simulation = new Simulation(seed);
    var box = new Letterbox(Letterbox.Mistake.valueOf(mistake), simulation.machine("a"));
    var ended = new CountDownLatch(2 * POSTMEN);
    for (int i = 0; i < POSTMEN; i++) {
      simulation.start("a", "reader-" + i, () -> read(box, ended));
      simulation.start("a", "postman-" + i, () -> post(box, ended));
    }
    boolean isDone = simulation.runUntil(() -> ended.getCount() == 0, Duration.ofMinutes(1));
    String fault = isDone ? fault(box) : "stuck: " + simulation.alive("a");
    return fault + "#" + simulation.fingerprint();
  }

  private static String fault(Letterbox box) {
    if (box.received() != POSTMEN) {
      return "received " + box.received();
    }
    return box.isIdle() ? "" : "a permit is missing";
  }

  private static void read(Letterbox box, CountDownLatch ended) {
    try {
      boolean unused = box.poll();
      box.take();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts", e);
    }
    ended.countDown();
  }

  private static void post(Letterbox box, CountDownLatch ended) {
    box.post();
    ended.countDown();
  }
}
