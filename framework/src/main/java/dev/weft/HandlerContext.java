package dev.weft;

/**
 * What a handler may ask of its runtime; passed to a constructor that takes it.
 *
 * <p>A handler class, and a responder class, has either a public constructor without parameters or
 * one with this parameter.
 */
public interface HandlerContext {

  /** The handler's name in the configuration. */
  String name();

  /**
   * A publisher on the runtime's own connection. It writes text for {@code String}, bytes for
   * {@code byte[]}, and JSON for any other type.
   *
   * @param type the payload's class
   */
  <T> Publisher<T> publisher(Class<T> type);

  /**
   * A requester on the runtime's own connection. It writes and reads text for {@code String}, bytes
   * for {@code byte[]}, and JSON for any other type.
   *
   * @param request the class of what is asked
   * @param answer the class of what is answered
   */
  <Q, A> Requester<Q, A> requester(Class<Q> request, Class<A> answer);
}
