package dev.weft.app;

import dev.weft.Codec;
import dev.weft.PublishOptions;
import dev.weft.Publisher;
import dev.weft.TransportException;
import dev.weft.app.orders.OrderEvent;
import dev.weft.app.orders.OrderPlaced;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Places orders at a steady rate, a few of them as bytes that are no order at all. */
final class DemoFeeder {

  /** Sends bytes untouched, so that a feeder can send broken ones. */
  static final Codec<byte[]> RAW =
      new Codec<>() {
        @Override
        public String contentType() {
          return "application/json";
        }

        @Override
        public byte[] encode(byte[] payload) {
          return payload;
        }

        @Override
        public byte[] decode(byte[] data) {
          return data;
        }
      };

  private static final int BROKEN_EVERY = 90;
  private static final Duration LAST_ORDER = Duration.ofSeconds(5);

  private final String run;
  private final Shopper shopper;
  private final Codec<OrderPlaced> codec;
  private final Publisher<byte[]> publisher;
  private final long interval;
  private final Consumer<String> news;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;

  /**
   * A feeder, not yet placing anything.
   *
   * @param run what the ids of its orders start with
   * @param publisher publishes bytes as they are; see {@link #RAW}
   * @param rate orders a second
   * @param news told what a person should know
   */
  DemoFeeder(
      String run,
      Shopper shopper,
      Codec<OrderPlaced> codec,
      Publisher<byte[]> publisher,
      int rate,
      Consumer<String> news) {
    this.run = run;
    this.shopper = shopper;
    this.codec = codec;
    this.publisher = publisher;
    this.interval = TimeUnit.SECONDS.toNanos(1) / rate;
    this.news = news;
    this.thread = Thread.ofVirtual().name("demo-feeder").unstarted(this::feed);
  }

  void start() {
    thread.start();
  }

  /** Places no further order; returns when the one under way is stored, or after 5 s without. */
  void stop() throws InterruptedException {
    stopped.countDown();
    if (!thread.join(LAST_ORDER)) {
      thread.interrupt(); // without a server the publish would be tried again for longer
      thread.join();
    }
  }

  private void feed() {
    try {
      long next = System.nanoTime();
      for (int number = 1;
          !stopped.await(next - System.nanoTime(), TimeUnit.NANOSECONDS);
          number++) {
        place(number);
        // After an outage it goes on at its rate, it does not catch up.
        next = Math.max(next + interval, System.nanoTime() - interval);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // Until the server confirms, the same order is placed under the same id, so that it counts once.
  private void place(int number) throws InterruptedException {
    String id = String.format(Locale.ROOT, "%s-%05d", run, number);
    byte[] data = bytes(id, number);
    var options = PublishOptions.defaults().withMessageId(id);
    do {
      try {
        publisher.publish(OrderEvent.PLACED.subject(), data, options);
        return;
      } catch (TransportException e) {
        news.accept("order " + id + " not placed yet: " + e.getMessage());
      }
    } while (!stopped.await(1, TimeUnit.SECONDS));
  }

  private byte[] bytes(String id, int number) {
    try {
      byte[] data = codec.encode(shopper.order(id));
      // As if the sender had died half-way.
      return number % BROKEN_EVERY == 0 ? Arrays.copyOf(data, data.length / 2) : data;
    } catch (Exception e) {
      throw new IllegalStateException("cannot encode order " + id, e);
    }
  }
}
