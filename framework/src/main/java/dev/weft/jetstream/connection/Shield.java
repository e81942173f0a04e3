package dev.weft.jetstream.connection;

import java.util.function.Supplier;

/**
 * Keeps what is sent from being lost to an interrupt.
 *
 * <p>jnats silently discards what an interrupted thread publishes, acknowledgements included. A
 * cancelled scope interrupts its threads, and just then they settle what they had in work.
 */
public final class Shield {

  private Shield() {}

  /** Runs with the thread's interrupt flag cleared, and restores it. */
  public static void run(Runnable sending) {
    call(
        () -> {
          sending.run();
          return true;
        });
  }

  /** As {@link #run}, for what has a result. */
  static <R> R call(Supplier<R> sending) {
    boolean interrupted = Thread.interrupted();
    try {
      return sending.get();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
