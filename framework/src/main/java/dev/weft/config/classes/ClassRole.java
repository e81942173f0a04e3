package dev.weft.config.classes;

/** What a class named in the configuration is for. */
public enum ClassRole {

  /** A {@link dev.weft.Handler} or a {@link dev.weft.BatchHandler}. */
  HANDLER,

  /** As {@link #HANDLER}, of which an object is given: nothing constructs it. */
  GIVEN_HANDLER,

  /** A {@link dev.weft.BatchHandler}. */
  BATCH_HANDLER,

  /** A {@link dev.weft.Responder}. */
  RESPONDER,

  /** A {@link dev.weft.Middleware}. */
  MIDDLEWARE,

  /** A {@link dev.weft.Codec}. */
  CODEC,

  /** A {@link dev.weft.MessageKey}. */
  KEY,

  /** A {@link Throwable} that is not retried. */
  EXCEPTION
}
