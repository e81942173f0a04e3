package dev.weft.engine;

/** What a delivery is besides whose key is known already. */
interface KnownKey {

  /** The key, as the handler's {@link dev.weft.MessageKey} has told it. */
  String key();
}
