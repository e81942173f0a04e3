package dev.weft;

/**
 * Code around every call of a handler: logging context, authorisation, timing.
 *
 * <p>The first middleware of a handler is the outermost. It runs on the handler's thread, after the
 * message was decoded. What it throws counts as thrown by the handler. One instance serves all
 * messages of its handler, so it is called by as many threads at once as the handler is.
 */
@FunctionalInterface
public interface Middleware {

  /**
   * Does its part and calls {@code next.proceed()}, once, to go on. Returning without it skips the
   * handler; with {@code ack = auto} the message is then acknowledged.
   *
   * @throws Exception as {@link Handler#handle}
   */
  void handle(Message<?> message, Next next) throws Exception;

  /** The rest of the way: the middleware further in, then the handler. */
  @FunctionalInterface
  interface Next {

    /** Runs the rest of the way on the calling thread. */
    void proceed() throws Exception;
  }
}
