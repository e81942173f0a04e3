package dev.weft.engine;

/** What may happen to a handler's worker besides its messages. */
public enum Incident {

  /** The handler took longer than its time limit, and was interrupted. */
  OVERDUE,

  /** It did not end when it was interrupted, and its thread was abandoned. */
  STUCK,

  /** Its source did not return, and the thread that waits for it was abandoned. */
  STALLED,

  /** Its source failed, and is opened anew. */
  REOPENED,

  /** Retries of it that are long due were not delivered, and are scheduled anew. */
  RETRIES_LATE,

  /** It failed too often, and takes nothing for a while; counted anew for each pause. */
  PAUSED,

  /** A message was given up, and its key is parked. */
  PARKED,

  /** A message was given up, and it takes nothing more until it is resumed. */
  STOPPED,

  /** A message that only says that others are gone was skipped. */
  MARKER,

  /** A message's time to live was over before its next attempt, and it was skipped. */
  EXPIRED
}
