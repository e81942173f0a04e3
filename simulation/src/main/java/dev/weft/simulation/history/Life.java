package dev.weft.simulation.history;

/** What may become of a replica. */
public enum Life {
  STARTING("starts"),
  STARTED("has started"),
  NOT_STARTED("could not start"),
  STOPPING("is told to stop"),
  STOPPED("has stopped after"),
  ENDED("has ended by itself"),
  KILLED("is killed"),
  FROZEN("stands still for"),
  SKEWED("has its clock moved by");

  private final String word;

  Life(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
