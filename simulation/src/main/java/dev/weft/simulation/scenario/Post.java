package dev.weft.simulation.scenario;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A message of the workload, and what each handler does with it.
 *
 * @param number its payload; unlike any other's of the run
 * @param at when it is published
 * @param key decides its subject, and with it its key and partition
 * @param copies how often it is published under its id, one right after the other
 * @param size how many bytes it has at least; behind its number there are spaces
 * @param acts what each handler does on its first call, its second and so on; the last one is done
 *     on all that follow
 */
public record Post(
    int number, Duration at, int key, int copies, int size, Map<String, List<Act>> acts) {

  /** Copies the map. */
  public Post {
    acts = Map.copyOf(acts);
  }

  /** A short one. */
  public Post(int number, Duration at, int key, int copies, Map<String, List<Act>> acts) {
    this(number, at, key, copies, 0, acts);
  }

  /** Whether a handler ignores its interrupt over it, for ever. */
  boolean isEndless() {
    return acts.values().stream()
        .flatMap(List::stream)
        .anyMatch(act -> act.kind() == Act.Kind.HANG_FOR_EVER);
  }

  /** What it has as its data. */
  public byte[] data() {
    byte[] digits = String.valueOf(number).getBytes(StandardCharsets.US_ASCII);
    byte[] data = Arrays.copyOf(digits, Math.max(size, digits.length));
    Arrays.fill(data, digits.length, data.length, (byte) ' ');
    return data;
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
    if (size > 0) {
      text.append(", ").append(size).append(" bytes");
    }
    acts.keySet().stream()
        .sorted()
        .forEach(name -> text.append("; ").append(name).append(' ').append(acts.get(name)));
    return text.toString();
  }
}
