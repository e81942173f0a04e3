package dev.weft.simulation.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A message of the workload, and what each handler does with it.
 *
 * @param number its payload; unlike any other's of the run
 * @param at when it is published
 * @param key decides its subject, and with it its key and partition
 * @param copies how often it is published under its id, one right after the other
 * @param acts what each handler does on its first call, its second and so on; the last one is done
 *     on all that follow
 */
public record Post(int number, Duration at, int key, int copies, Map<String, List<Act>> acts) {

  /** Copies the map. */
  public Post {
    acts = Map.copyOf(acts);
  }

  /** What a handler does with it in a call, counted from 1. */
  public Act act(String handler, int call) {
    List<Act> its = acts.getOrDefault(handler, List.of(Act.DONE));
    return its.get(Math.min(call, its.size()) - 1);
  }

  /** Whether the handler comes to an end with it that is no failure. */
  public boolean isGood(String handler) {
    return act(handler, Integer.MAX_VALUE).kind().succeeds();
  }

  /** Whether the handler handles it on its first call. */
  public boolean isFlawless(String handler) {
    return act(handler, 1).kind().succeeds();
  }

  @Override
  public String toString() {
    var text = new StringBuilder("message " + number + " at " + at.toMillis() + " ms, key " + key);
    if (copies > 1) {
      text.append(", ").append(copies).append(" copies");
    }
    acts.keySet().stream()
        .sorted()
        .forEach(name -> text.append("; ").append(name).append(' ').append(acts.get(name)));
    return text.toString();
  }
}
