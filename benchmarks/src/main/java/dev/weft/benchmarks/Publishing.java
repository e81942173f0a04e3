package dev.weft.benchmarks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/** Publishes for a while, and counts what the server has confirmed. */
record Publishing(Place place, Channel channel, Way way) implements Contender {

  private static final double NANOS = 1e9;

  /** How long the window of unanswered publishes is. */
  static final int WINDOW = 1_000;

  /** A connection that orders are sent over. */
  interface Channel extends AutoCloseable {

    /** Returns when the server has it. */
    void send(String subject, Order order) throws Exception;

    /** Returns at once, or when there is room. */
    CompletableFuture<?> sendAsync(String subject, Order order);

    @Override
    void close() throws Exception;
  }

  /** Who waits for what. */
  enum Way {
    /** One thread, for each answer. */
    ONE,
    /** A thousand virtual threads, each for its answer. */
    THREADS,
    /** One thread, for room. */
    ASYNC
  }

  @Override
  public Sample run(Task task) throws Exception {
    var done = new LongAdder();
    var meter = new Meter(place.server());
    long end = System.nanoTime() + (long) (task.seconds() * NANOS);
    switch (way) {
      case ONE -> one(task, end, done);
      case THREADS -> threads(task, end, done);
      case ASYNC -> async(task, end, done);
    }
    return meter.end().perMessage(done.sum());
  }

  @Override
  public void close() throws Exception {
    channel.close();
  }

  private void one(Task task, long end, LongAdder done) throws Exception {
    var feed = new Feed(task.bytes());
    for (long i = 0; System.nanoTime() - end < 0; i++) {
      channel.send(task.subject() + ".1", feed.order(i));
      done.increment();
    }
  }

  private void threads(Task task, long end, LongAdder done) throws InterruptedException {
    var threads = new Thread[WINDOW];
    for (int i = 0; i < WINDOW; i++) {
      threads[i] =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      one(task, end, done);
                    } catch (Exception e) {
                      throw new IllegalStateException("a publish failed", e);
                    }
                  });
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // failures count as nothing done
  private void async(Task task, long end, LongAdder done) throws InterruptedException {
    var feed = new Feed(task.bytes());
    var room = new Semaphore(WINDOW);
    for (long i = 0; System.nanoTime() - end < 0; i++) {
      room.acquire();
      channel
          .sendAsync(task.subject() + ".1", feed.order(i))
          .whenComplete(
              (answer, failure) -> {
                if (failure == null) {
                  done.increment();
                }
                room.release();
              });
    }
    room.acquire(WINDOW);
  }
}
