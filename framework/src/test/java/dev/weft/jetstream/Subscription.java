package dev.weft.jetstream;

import static org.awaitility.Awaitility.await;

import dev.weft.Handler;
import dev.weft.Subscriber;
import dev.weft.TransportException;

/** A subscriber at work on a thread of its own, and how that ends. */
final class Subscription implements AutoCloseable {

  private final Thread thread;
  private volatile String end = "still at work";

  private <T> Subscription(Subscriber<T> subscriber, Handler<T> handler) {
    this.thread =
        Thread.ofVirtual().name("subscriber").unstarted(() -> end = run(subscriber, handler));
  }

  static <T> Subscription start(Subscriber<T> subscriber, Handler<T> handler) {
    var subscription = new Subscription(subscriber, handler);
    subscription.thread.start();
    return subscription;
  }

  private static <T> String run(Subscriber<T> subscriber, Handler<T> handler) {
    try {
      subscriber.subscribe(handler);
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
