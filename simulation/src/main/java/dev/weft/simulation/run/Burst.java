package dev.weft.simulation.run;

import dev.weft.machine.Machine;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * The messages at the end of a run that show whether every slot is there: their handlers wait for
 * each other, until as many are at work as there should be.
 */
final class Burst {

  /**
   * The least number of a message that emits and asks for a retry on its first call, when all is
   * settled: what is needed for either may be gone.
   */
  static final int PROBE = 8_000;

  /** The least number of a message that comes just before it. */
  static final int BEFORE = 9_000;

  /** The least number of a message that belongs to it. */
  static final int FIRST = 10_000;

  /** The calls of one handler. */
  private static final class Crowd {

    private final CountDownLatch full = new CountDownLatch(1);
    private int expected;
    private int atWork;
    private int most;
  }

  private final Map<String, Crowd> crowds = new HashMap<>();

  /** So many calls of a handler are to be at work at once. */
  void expect(String handler, int calls) {
    crowd(handler).expected = calls;
  }

  /** Is at work until as many others are as there should be, or for so long at most. */
  void work(String handler, Machine machine, long nanos) throws InterruptedException {
    Crowd crowd = crowd(handler);
    crowd.atWork++;
    crowd.most = Math.max(crowd.most, crowd.atWork);
    if (crowd.most >= crowd.expected) {
      crowd.full.countDown();
    }
    try {
      machine.await(crowd.full, nanos);
    } finally {
      crowd.atWork--;
    }
  }

  /** How many are to be at work at once; 0 for a handler that no burst has come to. */
  int expected(String handler) {
    return crowd(handler).expected;
  }

  /** How many were at work at once at most. */
  int most(String handler) {
    return crowd(handler).most;
  }

  private Crowd crowd(String handler) {
    return crowds.computeIfAbsent(handler, name -> new Crowd());
  }
}
