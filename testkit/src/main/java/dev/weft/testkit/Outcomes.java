package dev.weft.testkit;

import dev.weft.transport.Outcome;

/** Shows a test the engine's outcomes, which are no promise to users. */
final class Outcomes {

  private Outcomes() {}

  static Settlement settlement(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Ack() -> new Settlement.Ack();
      case Outcome.Retry retry -> new Settlement.Retry(retry.after(), retry.reason());
      case Outcome.Reject reject -> new Settlement.Reject(reject.reason());
    };
  }
}
