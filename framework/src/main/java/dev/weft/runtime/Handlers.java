package dev.weft.runtime;

import dev.weft.Handler;
import dev.weft.HandlerContext;
import dev.weft.HandlerFactory;
import dev.weft.Responder;
import dev.weft.engine.Threads;
import dev.weft.engine.Uninterruptibly;
import dev.weft.transport.Failure;
import dev.weft.transport.SettingText;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handlers of one runtime: made by the factory or else by their constructors, and closed in the
 * reverse order. One thread makes them; one closes them, after that.
 */
final class Handlers {

  private static final Logger log = LoggerFactory.getLogger(Handlers.class);

  /** However long the drain took, a handler may flush what it has. */
  private static final Duration LEAST = Duration.ofSeconds(1);

  private interface Closing {
    void run() throws Exception;
  }

  private record Made(String name, Closing closing) {}

  private final UserClasses classes;
  private final Deque<Made> made = new ArrayDeque<>();
  private final Set<Object> known = Collections.newSetFromMap(new IdentityHashMap<>());
  private @Nullable HandlerFactory factory;

  Handlers(UserClasses classes) {
    this.classes = classes;
  }

  /**
   * A new handler, or the one that was given under its name.
   *
   * @throws IllegalStateException if it cannot be made
   */
  Handler<?> make(String className, HandlerContext context) {
    Optional<Handler<?>> instance = classes.instance(context.name());
    if (instance.isPresent()) {
      return instance.get();
    }
    Optional<HandlerFactory> opened = factory();
    if (opened.isEmpty()) {
      return construct(className, context);
    }
    HandlerFactory present = opened.get();
    Optional<Handler<?>> given = ask(present, className, context);
    given.ifPresent(
        handler -> keep("handler " + context.name(), handler, () -> present.destroy(handler)));
    return given.isPresent() ? given.get() : construct(className, context);
  }

  /**
   * A new responder; factories make none.
   *
   * @throws IllegalStateException if it cannot be made
   */
  Responder<?, ?> makeResponder(String className, HandlerContext context) {
    Responder<?, ?> responder = classes.responder(className, context);
    if (responder instanceof AutoCloseable closeable) {
      keep("responder " + context.name(), responder, closeable::close);
    }
    return responder;
  }

  /**
   * Closes what was made, the last first; each failure is logged. Blocks for {@code limit} at most,
   * or a second where that is less; what is not closed by then is left behind.
   */
  void close(Duration limit) {
    if (made.isEmpty()) {
      return;
    }
    Duration patience = limit.compareTo(LEAST) < 0 ? LEAST : limit;
    var closed = new CountDownLatch(1);
    // A thread of its own, since a close that hangs must not keep the process from ending.
    Thread closer =
        Threads.start(
            "weft-close",
            () -> {
              try {
                closeAll();
              } finally {
                closed.countDown();
              }
            });
    if (!Uninterruptibly.await(closed, patience)) {
      log.error("handlers that are not closed after {} are left behind", SettingText.of(patience));
      closer.interrupt();
    }
  }

  private void closeAll() {
    while (!made.isEmpty()) {
      Made last = made.pop();
      try {
        last.closing.run();
      } catch (Throwable e) { // Errors too: the others are to be closed all the same
        Failure failure = Failure.of(e);
        if (failure.is(Unconnected.NothingIsSent.class)) {
          log.info("{}: its close publishes or asks, which a check does not do", last.name);
        } else {
          log.error("{}: its close failed: {}", last.name, failure.stack());
        }
      }
    }
  }

  private Optional<Handler<?>> ask(
      HandlerFactory present, String className, HandlerContext context) {
    try {
      return Objects.requireNonNull(
          present.create(classes.handlerClass(className), context),
          "it returned null; expected a handler, or an empty Optional for one it does not make");
    } catch (Throwable thrown) { // Errors too: a factory is user code
      throw new IllegalStateException(
          className
              + ": "
              + present.getClass().getName()
              + " could not make it: "
              + Failure.of(thrown).describe(),
          thrown);
    }
  }

  private Handler<?> construct(String className, HandlerContext context) {
    Handler<?> handler = classes.handler(className, context);
    if (handler instanceof AutoCloseable closeable) {
      keep("handler " + context.name(), handler, closeable::close);
    }
    return handler;
  }

  private Optional<HandlerFactory> factory() {
    HandlerFactory present = factory;
    if (present == null) {
      Optional<HandlerFactory> found = classes.factory();
      if (found.isEmpty()) {
        return found;
      }
      present = found.get();
      factory = present;
      if (classes.ownsFactory() && present instanceof AutoCloseable closeable) {
        keep("handler factory " + present.getClass().getName(), present, closeable::close);
      }
    }
    return Optional.of(present);
  }

  // A container may give one object to several handlers; it is closed once.
  private void keep(String name, Object object, Closing closing) {
    if (known.add(object)) {
      made.push(new Made(name, closing));
    }
  }
}
