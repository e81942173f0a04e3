package dev.weft.benchmarks;

import io.nats.client.Connection;
import io.nats.client.Nats;
import java.io.IOException;

/**
 * Publishes at a steady pace until it is closed. It is in the JVM of the harness: so what a
 * contender uses is for receiving alone.
 */
final class Pacer implements AutoCloseable {

  private static final long SECOND = 1_000_000_000;

  private final Connection connection;
  private final Thread thread;
  private volatile boolean ended;

  /**
   * Begins.
   *
   * @param pace messages a second
   * @param bytes how long one is
   */
  Pacer(Place place, String subject, int pace, int bytes) throws IOException, InterruptedException {
    this.connection = Nats.connect(place.url());
    this.thread =
        Thread.ofPlatform().name("pacer").start(() -> publish(subject, pace, new Feed(bytes)));
  }

  private void publish(String subject, int pace, Feed feed) {
    long start = System.nanoTime();
    for (long i = 0; !ended; i++) {
      Rest.until(start + i * SECOND / pace);
      connection.publish(subject, Feed.encode(feed.order(i)));
    }
  }

  @Override
  public void close() throws InterruptedException {
    ended = true;
    thread.join();
    connection.close();
  }
}
