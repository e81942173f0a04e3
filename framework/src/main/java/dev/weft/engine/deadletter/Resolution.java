package dev.weft.engine.deadletter;

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
public record Resolution(Outcome told, Outcome sent, boolean isLogged, @Nullable Failure obstacle) {

  private static final Resolution ACKNOWLEDGED =
      new Resolution(Outcome.Ack.INSTANCE, Outcome.Ack.INSTANCE, false);

  /** As wanted. */
  public Resolution(Outcome told, Outcome sent, boolean isLogged) {
    this(told, sent, isLogged, null);
  }

  /** The transport is told what it means. */
  public static Resolution of(Outcome outcome) {
    return outcome instanceof Outcome.Ack ? ACKNOWLEDGED : new Resolution(outcome, outcome, false);
  }

  /** It is to be given up, and has to come again for that, since it cannot be now. */
  static Resolution postponed(Outcome.Reject reject, String why, Failure obstacle) {
    var again =
        new Outcome.Retry(
            ExhaustedAction.AGAIN,
            "given up (" + reject.reason() + "), but " + why + ": " + obstacle.text(),
            obstacle);
    return new Resolution(again, again, false, obstacle);
  }

  /** The same, after another time if it is to come again. */
  public Resolution after(Duration pause) {
    if (!(told instanceof Outcome.Retry retry)) {
      return this;
    }
    var later = new Outcome.Retry(pause, retry.reason(), retry.cause());
    return new Resolution(later, later, isLogged, obstacle);
  }

  /** How far a last attempt has come by this; empty if its note may stay as it is. */
  public Optional<AttemptNote.Stage> stage() {
    if (obstacle != null) {
      return Optional.of(AttemptNote.Stage.GIVEN_UP);
    }
    return switch (told) {
      case Outcome.Ack ack -> Optional.of(AttemptNote.Stage.HANDLED);
      case Outcome.Retry retry -> Optional.of(AttemptNote.Stage.HANDED_BACK);
      // It has its copy, so another rejection changes nothing.
      case Outcome.Reject reject -> Optional.empty();
    };
  }
}
