package dev.weft.memory;

import dev.weft.machine.Machine;
import java.time.Instant;

/** The time of the machine that the transport is on. */
final class MachineTicker extends Ticker {

  private final Machine machine;
  private final long start;

  MachineTicker(Machine machine) {
    this.machine = machine;
    this.start = machine.nanoTime();
  }

  @Override
  long nanos() {
    return machine.nanoTime() - start;
  }

  @Override
  Instant instant() {
    return machine.instant();
  }

  @Override
  long sleepUntil(long due) {
    return due - nanos();
  }

  @Override
  void onMove(Runnable listener) {
    // Nobody moves it: whoever sleeps wakes by itself.
  }
}
