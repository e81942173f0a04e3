package dev.weft.simulation.history;

/** The points that a run comes to, in this order. */
public enum Phase {
  QUIET("faults cease; every replica is up"),
  SETTLED("all is settled"),
  BURST("a burst begins"),
  BURST_SETTLED("the burst is settled"),
  STOPPING("every replica is told to stop"),
  OVER("every replica has stopped");

  private final String word;

  Phase(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
