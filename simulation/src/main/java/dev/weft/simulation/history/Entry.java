package dev.weft.simulation.history;

/**
 * Something that happened, and when and where.
 *
 * @param nanos simulated time since the start of the run
 * @param replica the incarnation of a replica, such as {@code r1} or, after a restart, {@code
 *     r1.2}; {@code server} and {@code nemesis} beside them
 * @param thread the name of the thread
 */
public record Entry(long nanos, String replica, String thread, Happening what) {

  /** The line that a reader of the history sees. */
  public String text() {
    return "%d.%06d %-8s %-16s %s"
        .formatted(nanos / 1_000_000_000L, nanos / 1000 % 1_000_000, replica, thread, what.text());
  }
}
