package dev.weft.engine.worker;

import dev.weft.BatchHandler;
import dev.weft.BatchPolicy;
import dev.weft.Handler;
import org.jspecify.annotations.Nullable;

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

  /**
   * The handler, called as its configuration says.
   *
   * @param batch how many messages it is called with; null for one at a time
   * @throws IllegalArgumentException if it is to be called with batches and is no batch handler
   */
  static <T> UserHandler<T> of(Handler<T> handler, @Nullable BatchPolicy batch) {
    if (batch == null) {
      return new Single<>(handler);
    }
    if (handler instanceof BatchHandler<T> batches) {
      return new Batched<>(batches, batch);
    }
    throw new IllegalArgumentException(
        handler.getClass().getName()
            + ": expected a "
            + BatchHandler.class.getName()
            + ", since it is to be called with batches");
  }

  /** The most messages of one call. */
  int messagesPerCall();

  /** Whether a message waits for others before its call. */
  boolean gathers();
}
