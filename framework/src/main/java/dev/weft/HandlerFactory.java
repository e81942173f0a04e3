package dev.weft;

import java.util.Optional;

/**
 * Makes the objects of users' classes in place of the runtime; the door for a container that
 * injects dependencies.
 *
 * <p>It is asked for whatever an entry of the configuration names by its class: handlers, batch
 * handlers, responders, middleware, codecs and message keys. An object that was given to the
 * runtime is not asked for.
 *
 * <p>Found by {@link java.util.ServiceLoader}: name the class in {@code
 * META-INF/services/dev.weft.HandlerFactory}. It needs a public constructor without parameters. Two
 * of them on the class path are an error.
 *
 * <p>The thread that starts the runtime calls {@link #create}, once for each class that an entry
 * names, entry by entry (and twice for the codec of a responder: for what it is asked and for what
 * it answers); one thread calls {@link #destroy} at the end of the stop, for the last made first. A
 * factory that was found and is {@link AutoCloseable} is closed after that; one that was given to
 * the runtime is its giver's to close.
 */
public interface HandlerFactory {

  /**
   * An object of the class, with all that it needs; empty to leave the class to its own
   * constructor. It may be the same object for several entries.
   *
   * @param type the class as the configuration names it. What is returned has to implement the
   *     interface that its place asks for, such as {@link Handler} or {@link Codec}
   * @param context the name and settings of the entry that names the class, and publishers
   * @throws Exception if it cannot be made; this fails the start
   */
  <T> Optional<T> create(Class<T> type, HandlerContext context) throws Exception;

  /**
   * Takes back an object that it made, after the drain, once. Unless overridden it closes one that
   * is {@link AutoCloseable}; a container that closes its own does nothing here.
   *
   * @throws Exception if it fails; this is logged
   */
  default void destroy(Object object) throws Exception {
    if (object instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }
}
