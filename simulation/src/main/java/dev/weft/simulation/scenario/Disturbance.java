package dev.weft.simulation.scenario;

import java.time.Duration;

/**
 * What is done to one replica.
 *
 * @param kind what it is
 * @param replica which one, from 0 on
 * @param at when
 * @param length for how long: until it is started again, goes on or is resumed; of a skew, by how
 *     much
 */
public record Disturbance(Kind kind, int replica, Duration at, Duration length) {

  /** The kinds. */
  public enum Kind {
    /** It drains, and is started again. */
    STOP,
    /** It is interrupted and stops, and is started again. */
    STOP_NOW,
    /** It dies, and is started again. */
    KILL,
    /** Nothing in it runs for a while. */
    FREEZE,
    /** Its wall clock is wrong from now on. */
    SKEW,
    /** Its handlers are paused. */
    PAUSE
  }

  @Override
  public String toString() {
    return "replica %d at %d ms: %s, %d ms"
        .formatted(replica + 1, at.toMillis(), kind, length.toMillis());
  }
}
