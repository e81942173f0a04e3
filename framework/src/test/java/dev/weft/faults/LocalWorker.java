package dev.weft.faults;

import dev.weft.Handler;
import dev.weft.runtime.Weft;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** A Weft runtime in this JVM, and all that it has ever told of its problems. */
final class LocalWorker implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMillis(10);

  private final Weft weft;
  private final Queue<String> told = new ConcurrentLinkedQueue<>();
  private final Thread watch = Thread.ofVirtual().name("problem-watch").unstarted(this::watch);
  private volatile boolean closed;

  LocalWorker(Job job, Handler<String> act) {
    this.weft = job.start(act);
    watch.start();
  }

  /** Its problems now. */
  List<String> problems() {
    return weft.problems();
  }

  /** Every problem that it has told since the last {@link #forget}. */
  List<String> told() {
    return List.copyOf(told);
  }

  void forget() {
    told.clear();
  }

  /** Drains it. */
  @Override
  public void close() {
    closed = true;
    weft.close();
  }

  private void watch() {
    List<String> last = List.of();
    while (!closed) {
      List<String> now = weft.problems();
      if (!now.equals(last)) {
        told.addAll(now);
        last = now;
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }
}
