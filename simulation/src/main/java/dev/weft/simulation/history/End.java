package dev.weft.simulation.history;

/** How a call of a handler ended. */
public enum End {
  RETURNED("returned"),
  FAILED("failed"),
  REJECTED("rejected it"),
  INTERRUPTED("was interrupted"),
  HANDED_BACK("handed it back"),
  /** It returned, and is to settle the message later. */
  UNSETTLED("returned unsettled"),
  /** It returned, and is never going to settle the message. */
  FORGOTTEN("returned and forgot it");

  private final String word;

  End(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
