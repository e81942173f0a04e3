package dev.weft.machine;

import java.time.Duration;

/** The machine that a contract is about. */
interface OnMachine {

  /** A time that is waited for. */
  long SHORT = Duration.ofMillis(20).toNanos();

  /** A time that is never over: whoever waits so long is woken by somebody. */
  long LONG = Duration.ofMinutes(1).toNanos();

  /** The machine. */
  Machine machine();

  /** Its time, a while after a moment of it. */
  default long since(long moment) {
    return machine().nanoTime() - moment;
  }
}
