package dev.weft.engine.worker;

import dev.weft.Codec;
import dev.weft.Middleware;
import dev.weft.engine.publish.Emitter;
import java.time.Duration;
import java.util.List;

/**
 * How a handler is called. A change makes a copy.
 *
 * @param codec decodes its payloads
 * @param handler the user's code
 * @param middleware around each call, outermost first
 * @param emitter publishes what it emits
 * @param timeout how long a call may take before it is interrupted
 * @param logContext whether what its code logs carries the fields of its message
 * @param <T> the payload
 */
public record CallSpec<T>(
    Codec<T> codec,
    UserHandler<T> handler,
    List<Middleware> middleware,
    Emitter emitter,
    Duration timeout,
    boolean logContext) {

  /** Copies the list. */
  public CallSpec {
    middleware = List.copyOf(middleware);
  }

  /** Without middleware and log context, for {@link WorkerSpec#DEFAULT_TIMEOUT} at most. */
  static <T> CallSpec<T> of(Codec<T> codec, UserHandler<T> handler, Emitter emitter) {
    return new CallSpec<>(codec, handler, List.of(), emitter, WorkerSpec.DEFAULT_TIMEOUT, false);
  }

  /** With these around each call, outermost first. */
  public CallSpec<T> withMiddleware(List<Middleware> chosen) {
    return new CallSpec<>(codec, handler, chosen, emitter, timeout, logContext);
  }

  /** With so much time for each call. */
  public CallSpec<T> withTimeout(Duration chosen) {
    return new CallSpec<>(codec, handler, middleware, emitter, chosen, logContext);
  }

  /** With the fields of a message in what is logged while it is handled, or without. */
  public CallSpec<T> withLogContext(boolean chosen) {
    return new CallSpec<>(codec, handler, middleware, emitter, timeout, chosen);
  }
}
