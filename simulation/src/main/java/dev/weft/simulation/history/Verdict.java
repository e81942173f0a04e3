package dev.weft.simulation.history;

/** How a message was settled. */
public enum Verdict {
  ACK("acknowledged"),
  RETRY("to be redelivered"),
  REJECT("terminated");

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  /** In a sentence. */
  public String word() {
    return word;
  }
}
