package dev.weft.runtime.load;

import dev.weft.HandlerContext;
import dev.weft.HandlerFactory;
import dev.weft.engine.Threads;
import dev.weft.engine.Uninterruptibly;
import dev.weft.machine.Machine;
import dev.weft.transport.Failure;
import dev.weft.transport.settings.SettingText;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one runtime has of users' classes: made by the factory or else by their constructors, and
 * closed in the reverse order. One thread makes them; one closes them, after that.
 */
public final class UserObjects {

  private static final Logger log = LoggerFactory.getLogger(UserObjects.class);

  /** However long the drain took, a handler may flush what it has. */
  private static final Duration LEAST = Duration.ofSeconds(1);

  private interface Closing {
    void run() throws Exception;
  }

  private record Made(String name, Closing closing) {}

  private final Machine machine;
  private final Supplied supplied;
  private final ClassFinder classes;
  private final Deque<Made> made = new ArrayDeque<>();
  private final Set<Object> known = Collections.newSetFromMap(new IdentityHashMap<>());
  private @Nullable HandlerFactory factory;
  private boolean asked; // for the factory, which is found once

  /**
   * Nothing is made yet.
   *
   * @param machine bounds the time that closing takes
   */
  public UserObjects(Machine machine, Supplied supplied) {
    this.machine = machine;
    this.supplied = supplied;
    this.classes = new ClassFinder(supplied);
  }

  /**
   * A new object of a class.
   *
   * @param what names it in the log, such as {@code handler orders}
   * @param kind the interface that it is to implement
   * @param context what it may ask of the runtime
   * @throws IllegalStateException if it cannot be made
   */
  <K> K make(String what, Class<K> kind, String className, HandlerContext context) {
    HandlerFactory present = factory();
    if (present != null) {
      Object made = ask(present, className, context);
      if (made != null) {
        keep(what, made, () -> present.destroy(made)); // also if it is refused now
        return fitting(present, kind, className, made);
      }
    }
    Object constructed = Constructors.construct(classes.load(className), context);
    if (constructed instanceof AutoCloseable closeable) {
      keep(what, constructed, closeable::close);
    }
    return kind.cast(constructed);
  }

  /**
   * Closes what was made, the last first; each failure is logged. Blocks for {@code limit} at most,
   * or a second where that is less; what is not closed by then is left behind.
   */
  public void close(Duration limit) {
    if (made.isEmpty()) {
      return;
    }
    Duration patience = limit.compareTo(LEAST) < 0 ? LEAST : limit;
    var closed = new CountDownLatch(1);
    // A thread of its own, since a close that hangs must not keep the process from ending.
    Thread closer =
        Threads.start(
            machine,
            "weft-close",
            () -> {
              try {
                closeAll();
              } finally {
                closed.countDown();
              }
            });
    if (!Uninterruptibly.await(machine, closed, patience)) {
      log.error("what is not closed after {} is left behind", SettingText.of(patience));
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

  private @Nullable Object ask(HandlerFactory present, String className, HandlerContext context) {
    try {
      return Objects.requireNonNull(
              present.create(classes.load(className), context),
              "it returned null; expected an object, or an empty Optional to leave the class"
                  + " to its own constructor")
          .orElse(null);
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

  private static <K> K fitting(
      HandlerFactory present, Class<K> kind, String className, Object made) {
    if (!kind.isInstance(made)) {
      throw new IllegalStateException(
          "%s: %s made a %s of it, which does not implement %s"
              .formatted(
                  className,
                  present.getClass().getName(),
                  made.getClass().getName(),
                  kind.getName()));
    }
    return kind.cast(made);
  }

  private @Nullable HandlerFactory factory() {
    if (!asked) {
      asked = true;
      factory = supplied.factory().orElse(null);
      if (supplied.ownsFactory() && factory instanceof AutoCloseable closeable) {
        keep("handler factory " + factory.getClass().getName(), factory, closeable::close);
      }
    }
    return factory;
  }

  // A container may give one object to several; it is closed once.
  private void keep(String name, Object object, Closing closing) {
    if (known.add(object)) {
      made.push(new Made(name, closing));
    }
  }
}
