package dev.weft.engine.worker;

/**
 * What is done with a message that only says that others are gone: a key-value bucket's deletion or
 * purge, or the server's word that the last message of a subject was removed or has expired.
 */
public enum Markers {

  /** It is acknowledged, and its handler not called. */
  SKIP,

  /** Its handler is called with it; the codec has to bear that it has no data. */
  HAND_OVER
}
