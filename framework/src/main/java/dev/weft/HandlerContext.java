package dev.weft;

import java.util.Map;

/**
 * What a handler, and what belongs to it, may ask of its runtime; passed to a constructor that
 * takes it, and to a {@link HandlerFactory}.
 *
 * <p>A handler, a responder, a middleware, a codec or a message key that no factory makes has
 * either a public constructor without parameters or one with this parameter. What is {@link
 * AutoCloseable} is closed after the drain, the last made first.
 *
 * <p>Everything is made for one entry of {@code weft.handlers}: a middleware, a codec or a key that
 * three handlers name is made three times, each time with the name and the settings of the handler
 * that it is made for. So {@link #name} and {@link #settings} always say whose it is, and there is
 * no object without a handler or responder.
 *
 * <p>Spans and metrics of a handler's own need nothing from here: while it handles a message the
 * span of that is OpenTelemetry's current one, on the handler's thread.
 */
public interface HandlerContext {

  /** The name of the handler or responder in the configuration. */
  String name();

  /**
   * The handler's {@code settings} block as the user wrote it, which Weft does not check: strings,
   * numbers, booleans, lists and maps of them. Keys that are null are left out; empty without a
   * block. May hold secrets.
   */
  Map<String, Object> settings();

  /**
   * The handler's {@code settings} block as a record or another class that JSON could be read to.
   * It is read strictly: an unknown key is an error, and so is a component without a value, unless
   * it is an {@code Optional}. A {@code Duration} needs its unit, as in {@code 30s}. A middleware
   * that has settings beside those of its handlers reads {@link #settings()}.
   *
   * @throws IllegalArgumentException if the block does not fit the class. Thrown on by the
   *     handler's constructor it fails the start, as a problem of the configuration
   * @throws NullPointerException if the class is null
   */
  <S> S settings(Class<S> type);

  /**
   * A publisher on the runtime's own connection. It writes text for {@code String}, bytes for
   * {@code byte[]}, and JSON for any other type. It works until the runtime is stopped, and still
   * while handlers are closed.
   *
   * @param type the payload's class
   * @throws NullPointerException if it is null
   */
  <T> Publisher<T> publisher(Class<T> type);

  /**
   * A requester on the runtime's own connection. It writes and reads text for {@code String}, bytes
   * for {@code byte[]}, and JSON for any other type.
   *
   * @param request the class of what is asked
   * @param answer the class of what is answered
   * @throws IllegalArgumentException if no answer could be read to its class. Thrown on by the
   *     handler's constructor it fails the start
   * @throws NullPointerException if one of them is null
   */
  <Q, A> Requester<Q, A> requester(Class<Q> request, Class<A> answer);
}
