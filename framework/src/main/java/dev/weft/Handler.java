package dev.weft;

/**
 * Handles the messages of one configured handler; the one type a user has to implement.
 *
 * <p>With {@code concurrency = 1} (the default) and without {@code partitions} one thread at a time
 * calls {@link #handle}, in the order of the stream, and what one call wrote the next one sees:
 * plain fields are safe, unless a call ignores its interrupt and its thread is abandoned. Otherwise
 * fields have to be safe for many threads. The calling thread is virtual, so the handler may block.
 *
 * <p>A handler gets every message at least once. It may see a message again after a crash or a lost
 * acknowledgement, with a higher {@link Message#attempt()} and the same {@link Message#id()}.
 *
 * @param <T> the payload; read from the class's own {@code Handler<T>} to choose what to decode to
 */
@FunctionalInterface
public interface Handler<T> {

  /**
   * Handles one message.
   *
   * <p>With {@code ack = auto} a normal return acknowledges the message, unless the handler has
   * settled it before, and an exception retries it by the handler's retry policy. With {@code ack =
   * manual} the handler settles the message itself, in this call or later from any thread; an
   * exception still retries it.
   *
   * @throws RejectException to give the message up without another attempt
   * @throws RetryException to choose the delay before the next attempt
   * @throws InterruptedException when the runtime stops it, and the message is handed back; or when
   *     its time limit is over, and the message is retried
   * @throws Exception for any other failure; the message is retried
   */
  void handle(Message<T> message) throws Exception;
}
