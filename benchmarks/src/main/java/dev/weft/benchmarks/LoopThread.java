package dev.weft.benchmarks;

import java.util.concurrent.atomic.AtomicBoolean;

/** A thread that does the same again and again until it is closed. */
final class LoopThread implements AutoCloseable {

  // An interrupt would have acknowledgements discarded.
  private final AtomicBoolean ended = new AtomicBoolean();
  private final Thread thread;

  private LoopThread(Thread.Builder threads, Turn turn) {
    this.thread = threads.unstarted(() -> repeat(turn));
  }

  /** What it does; is given whether it has been ended. */
  interface Turn {
    void take(AtomicBoolean ended) throws Exception;
  }

  static LoopThread start(Thread.Builder threads, Turn turn) {
    var loop = new LoopThread(threads, turn);
    loop.thread.start();
    return loop;
  }

  private void repeat(Turn turn) {
    try {
      while (!ended.get()) {
        turn.take(ended);
      }
    } catch (Exception e) {
      throw new IllegalStateException("a loop by hand failed", e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    ended.set(true);
    thread.join();
  }
}
