package dev.weft.engine.delivery;

/**
 * The way to the user's code: each middleware, then the handler, or the batch that it is called
 * with.
 *
 * @param <T> the payload
 */
@FunctionalInterface
public interface HandlerCall<T> {

  /** Returns or throws when the handler has done so for this message. On the message's thread. */
  void call(HandledMessage<T> message) throws Exception;
}
