package dev.weft.simulation.run;

import java.util.HashMap;
import java.util.Map;

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

  private final Map<String, Integer> expected = new HashMap<>();
  private final Map<String, Integer> atWork = new HashMap<>();
  private final Map<String, Integer> most = new HashMap<>();

  /** So many calls of a handler are to be at work at once. */
  void expect(String handler, int calls) {
    expected.put(handler, calls);
  }

  void enter(String handler) {
    int now = atWork.merge(handler, 1, Integer::sum);
    most.merge(handler, now, Math::max);
  }

  void leave(String handler) {
    atWork.merge(handler, -1, Integer::sum);
  }

  /** Whether as many were at work at once as there should be. */
  boolean isFull(String handler) {
    return most(handler) >= expected(handler);
  }

  int expected(String handler) {
    return expected.getOrDefault(handler, 0);
  }

  /** How many were at work at once at most. */
  int most(String handler) {
    return most.getOrDefault(handler, 0);
  }
}
