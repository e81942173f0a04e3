package dev.weft.simulation.invariant;

/**
 * A promise that a run has broken.
 *
 * @param invariant the name of the promise
 * @param what what was expected, and what happened
 */
public record Violation(String invariant, String what) {

  @Override
  public String toString() {
    return invariant + ": " + what;
  }
}
