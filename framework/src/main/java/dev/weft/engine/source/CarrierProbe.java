package dev.weft.engine.source;

import dev.weft.engine.Threads;
import dev.weft.engine.UserCode;
import dev.weft.machine.Machine;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether virtual threads get to run, by starting some. While handlers compute on all
 * carriers none runs, and a thread that does not return is not to blame for it.
 *
 * <p>One thread asks, about once a second, for as long as it wants to know.
 */
final class CarrierProbe {

  private static final long PROMPT_NANOS = Duration.ofMillis(500).toNanos();

  /** One thread may be lucky where others wait. */
  private static final int PROMPT_ONES = 3;

  /** A virtual thread that does nothing but run. */
  private final class Probe implements Runnable {

    private final long startedAt = machine.nanoTime();
    private volatile long ranAfter = -1;

    @Override
    public void run() {
      ranAfter = machine.nanoTime() - startedAt;
    }
  }

  private final Machine machine;
  private @Nullable Probe last;
  private int promptOnes;

  CarrierProbe(Machine machine) {
    this.machine = machine;
  }

  /** Whether the last few threads that were started ran at once; the next is started with this. */
  boolean areFree() {
    Probe probe = last;
    if (probe != null && probe.ranAfter < 0) {
      promptOnes = 0; // it still waits
      return false;
    }
    if (probe != null) {
      promptOnes = probe.ranAfter < PROMPT_NANOS ? promptOnes + 1 : 0;
    }
    var next = new Probe();
    last = null;
    if (UserCode.run(() -> Threads.start(machine, "weft-probe", next)) != null) {
      promptOnes = 0; // no thread can be started now, so none could take over either
      return false;
    }
    last = next;
    return promptOnes >= PROMPT_ONES;
  }

  /** Counts from none again. */
  void forget() {
    promptOnes = 0;
    last = null;
  }
}
