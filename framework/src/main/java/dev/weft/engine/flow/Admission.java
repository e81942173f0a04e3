package dev.weft.engine.flow;

/** What a worker may take from its source now; its {@link Gate} says. */
public enum Admission {

  /** All there is. */
  ALL,

  /** One message, whose outcome decides how it goes on; another one if that decides nothing. */
  TRIAL,

  /** Nothing for a while. What was received ahead is kept, since its turn comes soon. */
  HOLD,

  /** Nothing. What was received ahead is for other workers. */
  NONE
}
