package dev.weft.engine.worker;

import dev.weft.BatchHandler;
import dev.weft.BatchPolicy;
import dev.weft.Handler;

/**
 * The user's code that a worker calls.
 *
 * @param <T> the payload
 */
public sealed interface UserHandler<T> {

  /** Called with one message at a time. */
  record Single<T>(Handler<T> handler) implements UserHandler<T> {

    @Override
    public int messagesPerCall() {
      return 1;
    }

    @Override
    public boolean gathers() {
      return false;
    }
  }

  /**
   * Called with several messages at once.
   *
   * @param policy how many they are
   */
  record Batched<T>(BatchHandler<T> handler, BatchPolicy policy) implements UserHandler<T> {

    @Override
    public int messagesPerCall() {
      return policy.size();
    }

    @Override
    public boolean gathers() {
      return true;
    }
  }

  /** The most messages of one call. */
  int messagesPerCall();

  /** Whether a message waits for others before its call. */
  boolean gathers();
}
