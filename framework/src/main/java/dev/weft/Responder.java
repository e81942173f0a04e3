package dev.weft;

/**
 * Answers the requests of one configured responder ({@code mode = reply}).
 *
 * <p>Each request is answered on a virtual thread of its own, which may block; up to {@code
 * concurrency} threads are in it at once, so fields have to be safe for that.
 *
 * <p>A request comes once at most: nothing keeps it, and nothing repeats it but the requester. One
 * that repeats after a time-out may have been answered already.
 *
 * @param <Q> what is asked; read from the class's own {@code Responder<Q, A>}, as the answer is
 * @param <A> what is answered
 */
@FunctionalInterface
public interface Responder<Q, A> {

  /**
   * Answers one request. An exception is answered too: the requester gets its class and message,
   * and no stack.
   *
   * @throws RefuseException to choose the code, the type and the message of the error
   * @throws InterruptedException when the request's time is up or the runtime stops it
   * @throws Exception for any other failure; answered with code 500
   */
  A respond(Request<Q> request) throws Exception;
}
