package dev.weft.simulation.server;

/**
 * One fault of a plan.
 *
 * @param kind what goes wrong
 * @param where the place it happens at, such as {@code r1 publish}
 * @param number which of the chances for it at this place it takes, from 1 on
 */
public record Fault(FaultKind kind, String where, long number) {

  /** {@code request-lost #3 of r1 publish}, as it stands in histories. */
  @Override
  public String toString() {
    return kind + " #" + number + " of " + where;
  }
}
