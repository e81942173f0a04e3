package dev.weft.simulation.history;

/** What an operator does to a handler of one replica. */
public enum Operation {
  /** The call that pauses it begins. */
  PAUSING("is told to pause"),
  /** The call that pauses it has returned. */
  PAUSED("is paused"),
  /** The call that has it go on begins. */
  RESUMING("is told to go on"),
  /** The call that has it go on has returned. */
  RESUMED("has been told to go on");

  private final String word;

  Operation(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
