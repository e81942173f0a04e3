package dev.weft.engine;

import java.util.List;
import java.util.Optional;

/**
 * A worker that the runtime starts and stops: one for each handler, and for each responder, of the
 * configuration.
 *
 * <p>The runtime calls {@link #run} once, on a thread of its own. Any thread may call the rest.
 */
public interface ManagedWorker {

  /** The name of its handler or responder in the configuration. */
  String name();

  /**
   * Takes and handles messages until {@link #stop}. Returns when all that is in flight has ended.
   *
   * @throws InterruptedException if the calling thread was interrupted; what was in flight was
   *     interrupted too
   */
  void run() throws InterruptedException;

  /** Takes no more; what is in flight goes on. Blocks for a bounded time. */
  void stop();

  /** As {@link #stop}, but returns at once. */
  void finish();

  /** Takes no more until {@link #resume}; what is in flight goes on. A second call does nothing. */
  void pause();

  /** Ends a {@link #pause}; does nothing if there was none. */
  void resume();

  /** How many messages, or requests, are in flight. Never blocks. */
  int inWork();

  /** Why it takes no messages now; empty if it does. Never blocks. */
  Optional<String> problem();

  /** As {@link #problem}, a line each, with the name of the handler. Never blocks. */
  default List<String> problems() {
    return problem().stream().map(problem -> "handler " + name() + ": " + problem).toList();
  }
}
