package dev.weft.jetstream;

/**
 * Keeps what is sent from being lost to an interrupt.
 *
 * <p>jnats silently discards what an interrupted thread publishes, acknowledgements included. A
 * cancelled scope interrupts its threads, and just then they settle what they had in work.
 */
final class Shield {

  private Shield() {}

  /** Runs with the thread's interrupt flag cleared, and restores it. */
  static void run(Runnable sending) {
    boolean interrupted = Thread.interrupted();
    try {
      sending.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
