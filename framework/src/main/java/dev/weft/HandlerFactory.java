package dev.weft;

import java.util.Optional;

/**
 * Makes handlers in place of the runtime; the door for a container that injects dependencies.
 *
 * <p>Found by {@link java.util.ServiceLoader}: name the class in {@code
 * META-INF/services/dev.weft.HandlerFactory}. It needs a public constructor without parameters. Two
 * of them on the class path are an error.
 *
 * <p>The thread that starts the runtime calls {@link #create}, once for each configured handler;
 * one thread calls {@link #destroy} at the end of the stop, for the last made first. A factory that
 * was found and is {@link AutoCloseable} is closed after that; one that was given to the runtime is
 * its giver's to close.
 */
@FunctionalInterface
public interface HandlerFactory {

  /**
   * A handler of the class, with all that it needs; empty to leave the class to its own
   * constructor.
   *
   * @param context the configured handler's name, its settings, and publishers
   * @throws Exception if it cannot be made; this fails the start
   */
  Optional<Handler<?>> create(Class<? extends Handler<?>> type, HandlerContext context)
      throws Exception;

  /**
   * Takes back a handler that it made, after the drain. Unless overridden it closes one that is
   * {@link AutoCloseable}; a container that closes its own does nothing here.
   *
   * @throws Exception if it fails; this is logged
   */
  default void destroy(Handler<?> handler) throws Exception {
    if (handler instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }
}
