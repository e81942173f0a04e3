package dev.weft.engine;

import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a delivery ends.
 *
 * @param told what it means, for the log and the observer
 * @param sent what the transport is told
 * @param isLogged whether the log has it already
 * @param obstacle why it could not be given up, as was wanted, but has to come again for that; null
 *     if it is as wanted
 */
record Ending(Outcome told, Outcome sent, boolean isLogged, @Nullable Failure obstacle) {

  private static final Ending ACKNOWLEDGED =
      new Ending(Outcome.Ack.INSTANCE, Outcome.Ack.INSTANCE, false);

  /** As wanted. */
  Ending(Outcome told, Outcome sent, boolean isLogged) {
    this(told, sent, isLogged, null);
  }

  /** The transport is told what it means. */
  static Ending of(Outcome outcome) {
    return outcome instanceof Outcome.Ack ? ACKNOWLEDGED : new Ending(outcome, outcome, false);
  }

  /** It is to be given up, and has to come again for that, since it cannot be now. */
  static Ending postponed(Outcome.Reject reject, String why, Failure obstacle) {
    var again =
        new Outcome.Retry(
            GivingUp.AGAIN,
            "given up (" + reject.reason() + "), but " + why + ": " + obstacle.text(),
            obstacle);
    return new Ending(again, again, false, obstacle);
  }

  /** The same, after another time if it is to come again. */
  Ending after(Duration pause) {
    if (!(told instanceof Outcome.Retry retry)) {
      return this;
    }
    var later = new Outcome.Retry(pause, retry.reason(), retry.cause());
    return new Ending(later, later, isLogged, obstacle);
  }

  /** How far a last attempt has come by this; empty if its note may stay as it is. */
  Optional<LastAttempt.Stage> stage() {
    if (obstacle != null) {
      return Optional.of(LastAttempt.Stage.GIVEN_UP);
    }
    return switch (told) {
      case Outcome.Ack ack -> Optional.of(LastAttempt.Stage.HANDLED);
      case Outcome.Retry retry -> Optional.of(LastAttempt.Stage.HANDED_BACK);
      // It has its copy, so another rejection changes nothing.
      case Outcome.Reject reject -> Optional.empty();
    };
  }
}
