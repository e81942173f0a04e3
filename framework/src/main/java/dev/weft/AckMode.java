package dev.weft;

/** Who acknowledges a handled message. */
public enum AckMode {

  /** The runtime: a return acknowledges, an exception retries or rejects. */
  AUTO,

  /** The handler, by its message; an exception still retries or rejects. */
  MANUAL
}
