package dev.weft.engine.worker;

/**
 * What is done with a marker, which only says that other messages are gone: the deletion or purge
 * of a key in a key-value bucket, or the server's marker that the last message of a subject was
 * removed or has expired.
 */
public enum Markers {

  /** It is acknowledged, and its handler not called. */
  SKIP,

  /** Its handler is called with it; the codec has to bear that it has no data. */
  HAND_OVER
}
