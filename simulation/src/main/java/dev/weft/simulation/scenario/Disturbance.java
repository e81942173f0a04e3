package dev.weft.simulation.scenario;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * What is done to one replica.
 *
 * @param kind what it is
 * @param replica which one, from 0 on; with {@code during}, if nobody begins that message
 * @param at when: since the start of the run, or since the first call with that message
 * @param during done to the replica that handles this message, while it is at work with it, or just
 *     after
 * @param length for how long: until it is started again, goes on, is resumed or can reach the
 *     server; of a skew, by how much
 */
public record Disturbance(
    Kind kind, int replica, Duration at, OptionalInt during, Duration length) {

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
    PAUSE,
    /** It cannot reach the server. */
    CUT_OFF
  }

  @Override
  public String toString() {
    String who =
        during.isPresent()
            ? "who begins message %d, %d ms later".formatted(during.getAsInt(), at.toMillis())
            : "replica %d at %d ms".formatted(replica + 1, at.toMillis());
    return "%s: %s, %d ms".formatted(who, kind, length.toMillis());
  }
}
