package dev.weft.engine;

import dev.weft.transport.Outcome;

/**
 * How a delivery ends.
 *
 * @param told what it means, for the log and the observer
 * @param sent what the transport is told
 * @param isLogged whether the log has it already
 */
record Ending(Outcome told, Outcome sent, boolean isLogged) {

  /** The transport is told what it means. */
  static Ending of(Outcome outcome) {
    return new Ending(outcome, outcome, false);
  }
}
