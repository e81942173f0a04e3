package dev.weft.app;

import dev.weft.Handler;
import dev.weft.Message;
import java.time.Duration;

/** Computes for some seconds without a pause; public, as users' own are. */
public final class ComputingHandler implements Handler<byte[]> {

  /** For how long, at least. */
  static final Duration TIME = Duration.ofSeconds(4);

  @Override
  public void handle(Message<byte[]> message) {
    System.out.println("computing");
    long start = System.nanoTime();
    long sum = 0;
    while (System.nanoTime() - start < TIME.toNanos()) {
      sum += System.nanoTime() ^ sum;
    }
    System.out.println("computed " + sum);
  }
}
