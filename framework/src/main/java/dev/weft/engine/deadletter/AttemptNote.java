package dev.weft.engine.deadletter;

import java.util.Locale;
import java.util.Optional;

/**
 * What is known of a message's last attempt.
 *
 * @param stage how far it came
 * @param attempt which delivery it was
 */
public record AttemptNote(Stage stage, int attempt) {

  /** How far a last attempt came. */
  public enum Stage {

    /** Its handler was called, and nobody has heard of an end. */
    BEGUN,

    /** As {@link #BEGUN}, and no other message of the process was at work. */
    BEGUN_ALONE,

    /** It was handled, and its acknowledgement follows. */
    HANDLED,

    /** It was handed back, for another attempt. */
    HANDED_BACK,

    /** It is given up, and has to come again for that alone, since it could not be kept yet. */
    GIVEN_UP
  }

  /** As it is stored: {@code begun 5}. */
  String text() {
    return stage.name().toLowerCase(Locale.ROOT) + " " + attempt;
  }

  /** Reads {@link #text}; empty if it is none. */
  static Optional<AttemptNote> parse(String text) {
    String[] parts = text.split(" ", -1);
    try {
      return parts.length == 2
          ? Optional.of(
              new AttemptNote(
                  Stage.valueOf(parts[0].toUpperCase(Locale.ROOT)), Integer.parseInt(parts[1])))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
