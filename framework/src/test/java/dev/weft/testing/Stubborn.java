package dev.weft.testing;

import java.util.concurrent.CountDownLatch;

/** What a handler should not be: deaf to its interrupt. */
public final class Stubborn {

  private Stubborn() {}

  /** Waits however often the thread is interrupted, and forgets that it was. */
  public static void await(CountDownLatch latch) {
    boolean over = false;
    while (!over) {
      try {
        latch.await();
        over = true;
      } catch (InterruptedException e) {
        // Ignored, which is the point of it.
      }
    }
  }
}
