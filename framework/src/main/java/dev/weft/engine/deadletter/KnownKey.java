package dev.weft.engine.deadletter;

/** What a delivery is besides whose key is known already. */
public interface KnownKey {

  /** The key, as the handler's {@link dev.weft.MessageKey} has told it. */
  String key();
}
