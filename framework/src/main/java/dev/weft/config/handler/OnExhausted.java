package dev.weft.config.handler;

/**
 * What follows when a message is given up; {@link dev.weft.engine.deadletter.ExhaustedPolicy} has
 * what it takes.
 */
public enum OnExhausted {

  /** It becomes a dead letter, and the handler goes on. */
  DEAD_LETTER,

  /** It becomes a dead letter, and so does what follows in its key. */
  PARK_KEY,

  /** It goes back, and the handler stands still until it is resumed. */
  STOP
}
