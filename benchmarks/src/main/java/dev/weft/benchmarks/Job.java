package dev.weft.benchmarks;

import dev.weft.Handler;
import dev.weft.Message;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;

/** What is done with a message, by Weft's handlers and by the loops written by hand alike. */
enum Job {

  /** Nothing. */
  NOTHING {
    @Override
    void handle(Order order) {
      DONE.increment();
    }
  },

  /** A wait of 5 ms, as for an answer from elsewhere. */
  WAIT {
    @Override
    void handle(Order order) throws InterruptedException {
      Thread.sleep(5);
      DONE.increment();
    }
  },

  /** Nothing, for as many as {@link #hold} says, and then a wait until {@link #release}. */
  HOLD {
    @Override
    void handle(Order order) throws InterruptedException {
      if (DONE.sum() >= free) {
        gate.await();
      }
      DONE.increment();
    }
  },

  /** A look at the clock: how long ago it was sent. */
  CLOCK {
    @Override
    void handle(Order order) {
      LATENCIES.add(System.nanoTime() - order.at());
      DONE.increment();
    }
  };

  /** How many are done; static, since Weft makes the handlers. */
  static final LongAdder DONE = new LongAdder();

  /** What {@link #CLOCK} has seen. */
  static final Latencies LATENCIES = new Latencies();

  private static volatile CountDownLatch gate = new CountDownLatch(0);
  private static volatile long free;

  /** {@link #HOLD} waits after so many from now on. */
  static void hold(long after) {
    DONE.reset();
    free = after;
    gate = new CountDownLatch(1);
  }

  /** Whoever waits goes on. */
  static void release() {
    gate.countDown();
  }

  abstract void handle(Order order) throws InterruptedException;

  /** The handler that does it. */
  Class<? extends Handler<Order>> handler() {
    return switch (this) {
      case NOTHING -> Nothing.class;
      case WAIT -> Wait.class;
      case HOLD -> Hold.class;
      case CLOCK -> Clock.class;
    };
  }

  /** {@link #NOTHING} for Weft. */
  public static final class Nothing implements Handler<Order> {
    @Override
    public void handle(Message<Order> message) throws InterruptedException {
      NOTHING.handle(message.payload());
    }
  }

  /** {@link #WAIT} for Weft. */
  public static final class Wait implements Handler<Order> {
    @Override
    public void handle(Message<Order> message) throws InterruptedException {
      WAIT.handle(message.payload());
    }
  }

  /** {@link #HOLD} for Weft. */
  public static final class Hold implements Handler<Order> {
    @Override
    public void handle(Message<Order> message) throws InterruptedException {
      HOLD.handle(message.payload());
    }
  }

  /** {@link #CLOCK} for Weft. */
  public static final class Clock implements Handler<Order> {
    @Override
    public void handle(Message<Order> message) throws InterruptedException {
      CLOCK.handle(message.payload());
    }
  }
}
