package dev.weft;

import java.util.concurrent.CompletableFuture;

/**
 * Code around every publish of a publisher: a header that all messages carry, a rate limit, a
 * count. Added by {@link Publisher#with}.
 *
 * <p>It runs on the publishing thread, before the payload is encoded. One instance serves all
 * publishes, so it is called by as many threads at once as publish.
 */
@FunctionalInterface
public interface PublishMiddleware {

  /**
   * Does its part and returns {@code next.proceed(message)}, for the message as it came or with
   * another subject or other options. Returning a future of its own in place of that keeps the
   * message from being sent.
   *
   * <p>It may block before it goes on. What it adds to the future runs, after a {@code
   * publishAsync}, on the client's thread, and must not block there.
   *
   * @return what the publisher is told; never null
   */
  CompletableFuture<PublishReceipt> publish(Outgoing message, Next next);

  /** The rest of the way: the middleware further in, then the publisher. */
  @FunctionalInterface
  interface Next {

    /**
     * Publishes the message: within {@code publish} the future is done when this returns, within
     * {@code publishAsync} later. A failure is the future's; only what {@code publishAsync} cannot
     * send at all is thrown.
     */
    CompletableFuture<PublishReceipt> proceed(Outgoing message);
  }
}
