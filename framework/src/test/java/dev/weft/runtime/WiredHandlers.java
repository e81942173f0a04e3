package dev.weft.runtime;

import dev.weft.Handler;
import dev.weft.HandlerContext;
import dev.weft.HandlerFactory;
import dev.weft.Message;
import dev.weft.Publisher;
import dev.weft.runtime.TestHandlers.Order;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** Handlers that need something, and what gives it to them; all write into {@link #EVENTS}. */
public final class WiredHandlers {

  public static final Queue<String> EVENTS = new ConcurrentLinkedQueue<>();

  private WiredHandlers() {}

  /** Has settings of its own. */
  public static final class Greeting implements Handler<Order> {

    record Settings(String greeting, Duration patience) {}

    private final Settings settings;

    /** Reads its settings. */
    public Greeting(HandlerContext context) {
      this.settings = context.settings(Settings.class);
    }

    @Override
    public void handle(Message<Order> message) {
      EVENTS.add(settings.greeting + " " + message.payload().id() + " within " + settings.patience);
    }
  }

  /** Has something to close, and publishes when it does. */
  public static final class Closing implements Handler<Order>, AutoCloseable {

    private final String name;
    private final Publisher<String> publisher;

    /** Takes its name and publisher. */
    public Closing(HandlerContext context) {
      this.name = context.name();
      this.publisher = context.publisher(String.class);
    }

    @Override
    public void handle(Message<Order> message) throws InterruptedException {
      EVENTS.add(name + " started " + message.payload().id());
      TestHandlers.GATE.acquire();
      EVENTS.add(name + " finished " + message.payload().id());
    }

    @Override
    public void close() {
      publisher.publish("closed." + name, "closed");
      EVENTS.add(name + " closed and published");
    }
  }

  /** Has something to close. */
  public static final class Releasing implements Handler<Order>, AutoCloseable {

    private final String name;

    /** Takes its name. */
    public Releasing(HandlerContext context) {
      this.name = context.name();
    }

    @Override
    public void handle(Message<Order> message) {}

    @Override
    public void close() {
      EVENTS.add(name + " released");
    }
  }

  /** Publishes before it has a message. */
  public static final class PublishingEarly implements Handler<Order> {
    /** Publishes. */
    public PublishingEarly(HandlerContext context) {
      context.publisher(String.class).publish("closed.early", "early");
    }

    @Override
    public void handle(Message<Order> message) {}
  }

  /** Fails when it is closed. */
  public static final class FailingToClose implements Handler<Order>, AutoCloseable {
    @Override
    public void handle(Message<Order> message) {}

    @Override
    public void close() throws IOException {
      throw new IOException("disk full");
    }
  }

  /** Never ends its close. */
  public static final class HangingInClose implements Handler<Order>, AutoCloseable {
    @Override
    public void handle(Message<Order> message) {}

    @Override
    public void close() {
      var never = new CountDownLatch(1);
      while (never.getCount() > 0) {
        try {
          never.await();
        } catch (InterruptedException e) {
          EVENTS.add("interrupted in close");
        }
      }
    }
  }

  /** Can be made by a factory only. */
  public static final class Injected implements Handler<Order>, AutoCloseable {

    private final String by;

    Injected(String by) {
      this.by = by;
    }

    @Override
    public void handle(Message<Order> message) {
      EVENTS.add("injected by " + by);
    }

    @Override
    public void close() {
      EVENTS.add("injected closed");
    }
  }

  /** Makes {@link Injected} and nothing else. */
  public static final class Factory implements HandlerFactory, AutoCloseable {
    @Override
    public <T> Optional<T> create(Class<T> type, HandlerContext context) {
      return type == Injected.class
          ? Optional.of(type.cast(new Injected("factory for " + context.name())))
          : Optional.empty();
    }

    @Override
    public void close() {
      EVENTS.add("factory closed");
    }
  }

  /** One too many. */
  public static final class OtherFactory implements HandlerFactory {
    @Override
    public <T> Optional<T> create(Class<T> type, HandlerContext context) {
      return Optional.empty();
    }
  }
}
