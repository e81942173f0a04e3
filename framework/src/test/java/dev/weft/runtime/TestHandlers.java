package dev.weft.runtime;

import dev.weft.Handler;
import dev.weft.HandlerContext;
import dev.weft.Message;
import dev.weft.Middleware;
import dev.weft.Publisher;
import dev.weft.RetryException;
import java.time.Duration;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Handlers as users write them, public and with public constructors. They write what they see into
 * {@link #SEEN}, which the tests clear.
 */
public final class TestHandlers {

  static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();

  /** Lets {@link Gated} handlers go on; a test gives the permits. */
  static final Semaphore GATE = new Semaphore(0);

  /** How many nanoseconds handlers of a replica were at work, all together. */
  static final LongAdder WORKED = new LongAdder();

  private TestHandlers() {}

  static void reset() {
    SEEN.clear();
    WORKED.reset();
    GATE.drainPermits();
  }

  /** An order, as JSON. */
  public record Order(String id, int amount) {}

  /** Notes the order. */
  public static final class Noting implements Handler<Order> {
    @Override
    public void handle(Message<Order> message) {
      SEEN.add(message.payload().id() + "#" + message.attempt());
    }
  }

  /** Takes a second over each order. */
  public static final class OneSecond implements Handler<Order> {
    @Override
    public void handle(Message<Order> message) throws InterruptedException {
      TimeUnit.SECONDS.sleep(1);
      SEEN.add(message.payload().id() + "#" + message.attempt());
    }
  }

  /** Takes half a second over each order, and notes which replica did and how long it took. */
  public static final class HalfASecondOfAReplica implements Handler<Order> {
    private static final AtomicInteger REPLICAS = new AtomicInteger();
    private final int replica = REPLICAS.incrementAndGet();

    @Override
    public void handle(Message<Order> message) throws InterruptedException {
      long start = System.nanoTime();
      TimeUnit.MILLISECONDS.sleep(500);
      WORKED.add(System.nanoTime() - start);
      SEEN.add(message.payload().id() + "@" + replica + "#" + message.attempt());
    }
  }

  /** Takes twenty seconds over each order. */
  public static final class TwentySeconds implements Handler<Order> {
    @Override
    public void handle(Message<Order> message) throws InterruptedException {
      TimeUnit.SECONDS.sleep(20);
      SEEN.add(message.payload().id() + "#" + message.attempt());
    }
  }

  /** Takes no time, but ten seconds over the order whose id ends in {@code -500}. */
  public static final class FastThenStuckAWhile implements Handler<Order> {
    @Override
    public void handle(Message<Order> message) throws InterruptedException {
      if (message.payload().id().endsWith("-500")) {
        TimeUnit.SECONDS.sleep(10);
      }
      SEEN.add(message.payload().id() + "#" + message.attempt());
    }
  }

  /** Notes the order, unless its id is {@code poison}: then it fails. */
  public static final class FailsOnPoison implements Handler<Order> {
    @Override
    public void handle(Message<Order> message) {
      if (message.payload().id().equals("poison")) {
        throw new IllegalStateException("poisoned");
      }
      SEEN.add(message.payload().id() + "#" + message.attempt());
    }
  }

  /**
   * Notes the order, with all that is known of it if its id is {@code later}: that one fails at
   * first, and is to come again after half as many seconds as its amount.
   */
  public static final class Later implements Handler<Order> {
    @Override
    public void handle(Message<Order> message) {
      String note = message.payload().id() + "#" + message.attempt();
      if (!message.payload().id().equals("later")) {
        SEEN.add(note);
        return;
      }
      var headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      headers.putAll(message.headers().asMap());
      SEEN.add(
          note
              + " "
              + message.subject()
              + " "
              + message.id()
              + " "
              + message.position().orElseThrow()
              + " "
              + headers);
      if (message.attempt() == 1) {
        throw new RetryException(Duration.ofMillis(500L * message.payload().amount()), "not yet");
      }
    }
  }

  /** Notes the order and fails, to come again after a second. */
  public static final class AlwaysLater implements Handler<Order> {
    @Override
    public void handle(Message<Order> message) {
      SEEN.add(message.payload().id() + "#" + message.attempt());
      throw new RetryException(Duration.ofSeconds(1), "not yet");
    }
  }

  /** Notes the order and acknowledges it by hand. */
  public static final class NotingByHand implements Handler<Order> {
    @Override
    public void handle(Message<Order> message) {
      SEEN.add(message.payload().id() + "#" + message.attempt());
      message.ack();
    }
  }

  /** Notes the order and hands it back by hand. */
  public static final class NakingByHand implements Handler<Order> {
    @Override
    public void handle(Message<Order> message) {
      SEEN.add(message.payload().id() + "#" + message.attempt());
      message.nak();
    }
  }

  /** Notes the order when the gate lets it through. */
  public static final class Gated implements Handler<Order> {
    @Override
    public void handle(Message<Order> message) throws InterruptedException {
      SEEN.add("started " + message.payload().id());
      GATE.acquire();
      SEEN.add("finished " + message.payload().id());
    }
  }

  /** Notes the order and fails. */
  public static final class Failing implements Handler<Order> {
    @Override
    public void handle(Message<Order> message) {
      SEEN.add("failed " + message.payload().id() + "#" + message.attempt());
      throw new IllegalStateException("the gateway is away");
    }
  }

  /** Waits for ever, interrupts or not. */
  public static final class Stubborn implements Handler<Order> {
    @Override
    public void handle(Message<Order> message) {
      SEEN.add("started " + message.payload().id());
      while (!message.payload().id().equals("quick")) {
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          SEEN.add("interrupted");
        }
      }
    }
  }

  /** Emits two messages, and fails after that on the first attempt. */
  public static final class Emitting implements Handler<Order> {
    @Override
    public void handle(Message<Order> message) {
      message.emit("forwarded.orders", message.payload());
      message.emit("forwarded.notes", "order " + message.payload().id());
      SEEN.add(message.payload().id() + "#" + message.attempt());
      if (message.attempt() == 1) {
        throw new IllegalStateException("after it emitted");
      }
    }
  }

  /** Publishes what it gets to the subject {@code forwarded.orders}. */
  public static final class Forwarding implements Handler<Order> {
    private final Publisher<Order> publisher;
    private final String name;

    /** Takes its publisher from the runtime. */
    public Forwarding(HandlerContext context) {
      this.publisher = context.publisher(Order.class);
      this.name = context.name();
    }

    @Override
    public void handle(Message<Order> message) {
      publisher.publish("forwarded.orders", message.payload());
      SEEN.add(name + " forwarded " + message.payload().id());
    }
  }

  /** Fails on the first attempt. */
  public static final class FailingOnce implements Handler<Order> {
    @Override
    public void handle(Message<Order> message) {
      SEEN.add(message.payload().id() + "#" + message.attempt());
      if (message.attempt() == 1) {
        throw new IllegalStateException("gateway away");
      }
    }
  }

  /** Cannot be constructed. */
  public static final class Broken implements Handler<Order> {
    /** Fails. */
    public Broken() {
      throw new IllegalStateException("no database");
    }

    @Override
    public void handle(Message<Order> message) {}
  }

  /** Leaves its payload type open. */
  public static final class Open<T> implements Handler<T> {
    @Override
    public void handle(Message<T> message) {}
  }

  /** Has no constructor that the runtime could call. */
  public static final class Unmakeable implements Handler<Order> {
    /** Wants what the runtime does not have. */
    public Unmakeable(int number) {
      SEEN.add("made " + number);
    }

    @Override
    public void handle(Message<Order> message) {}
  }

  /** Notes that it was passed. */
  public static final class Passing implements Middleware {
    @Override
    public void handle(Message<?> message, Next next) throws Exception {
      SEEN.add("passed " + message.subject());
      next.proceed();
    }
  }
}
