package dev.weft.simulation.invariant;

import java.util.List;
import java.util.Map;

/**
 * How things stood at the end of a run.
 *
 * @param dead the dead letters that the server keeps
 * @param emitted the payloads of what handlers emitted that the server keeps, by handler
 * @param unsettled what was not settled within the bound, a line each; empty if all was
 * @param unready why replicas are not ready, a line each
 * @param bursts how many calls were at work at once at the end, by handler
 */
public record Ending(
    List<Dead> dead,
    Map<String, List<String>> emitted,
    List<String> unsettled,
    List<String> unready,
    Map<String, Fullness> bursts) {

  /** Copies what it is given. */
  public Ending {
    dead = List.copyOf(dead);
    emitted = Map.copyOf(emitted);
    unsettled = List.copyOf(unsettled);
    unready = List.copyOf(unready);
    bursts = Map.copyOf(bursts);
  }

  /** A dead letter. */
  public record Dead(String handler, int message, String reason) {}

  /** How many calls were at work at once, and how many should have been. */
  public record Fullness(int most, int expected) {}
}
