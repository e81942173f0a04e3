package dev.weft.engine.deadletter;

import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a delivery ends.
 *
 * @param told the outcome, for the log and the observer
 * @param sent what the server is told: an acknowledgement also where a scheduled copy is the retry
 * @param isLogged whether it is logged already
 * @param obstacle why the message could not be given up now, and is delivered again for that; null
 *     if nothing kept it from its outcome
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

  /** It cannot be given up now, and is delivered again for that. */
  static Resolution postponed(Outcome.Reject reject, String why, Failure obstacle) {
    var again =
        new Outcome.Retry(
            ExhaustedAction.AGAIN,
            "given up (" + reject.reason() + "), but " + why + ": " + obstacle.text(),
            obstacle);
    return new Resolution(again, again, false, obstacle);
  }

  /** The same; with that delay, if it is a retry. */
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
