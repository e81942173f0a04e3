package dev.weft.jetstream;

import static org.awaitility.Awaitility.await;

import dev.weft.BatchHandler;
import dev.weft.Handler;
import dev.weft.Subscriber;
import dev.weft.TransportException;

/** A subscriber at work on a thread of its own, and how that ends. */
final class Subscription implements AutoCloseable {

  private final Thread thread;
  private volatile String end = "still at work";

  /** The call that blocks. */
  private interface Subscribing {
    void run() throws InterruptedException;
  }

  private Subscription(Subscribing subscribing) {
    this.thread = Thread.ofVirtual().name("subscriber").unstarted(() -> end = run(subscribing));
  }

  static <T> Subscription start(Subscriber<T> subscriber, Handler<T> handler) {
    return start(() -> subscriber.subscribe(handler));
  }

  static <T> Subscription startBatches(Subscriber<T> subscriber, BatchHandler<T> handler) {
    return start(() -> subscriber.subscribeBatches(handler));
  }

  private static Subscription start(Subscribing subscribing) {
    var subscription = new Subscription(subscribing);
    subscription.thread.start();
    return subscription;
  }

  private static String run(Subscribing subscribing) {
    try {
      subscribing.run();
      return "returned";
    } catch (InterruptedException | TransportException e) {
      return e.getClass().getSimpleName();
    }
  }

  Thread thread() {
    return thread;
  }

  boolean isAtWork() {
    return thread.isAlive();
  }

  /** Waits for the end of {@code subscribe}: {@code returned}, or what it threw. */
  String end() {
    await().until(() -> !thread.isAlive());
    return end;
  }

  /** Ends it if its subscriber was not closed. */
  @Override
  public void close() {
    thread.interrupt();
    end();
  }
}
