package dev.weft;

import java.util.List;

/**
 * Handles the messages of one configured handler several at a time: for work that costs much a call
 * and little a message, such as one transaction, one bulk request or one write for all of them. A
 * {@link Handler} gets one at a time; a class is one of the two.
 *
 * <p>It is called with up to {@code batch.size} messages, as soon as so many have come or {@code
 * batch.linger} is over since the first of them came. With {@code concurrency = 1} (the default)
 * and without {@code partitions} one thread at a time is in it, and plain fields are safe, unless a
 * call ignores its interrupt and its thread is abandoned; with more, so many batches are handled at
 * once. The calling thread is virtual, so the handler may block.
 *
 * <p>Batches are put together anew on every attempt. A message may come again in another one, and
 * what a call has done for its other messages may be asked for a second time: see {@link
 * #handle(List)}.
 *
 * @param <T> the payload; read from the class's own {@code BatchHandler<T>} to choose what to
 *     decode to
 */
@FunctionalInterface
public interface BatchHandler<T> {

  /**
   * Handles a batch.
   *
   * <p>With {@code ack = auto} a normal return acknowledges every message on which the handler has
   * not had its own word: {@link Message#ack}, {@link Message#nak} and {@link Message#term} on one
   * of them, before the return, settle that one and no other.
   *
   * <p>An exception leaves those alone that have their word. If it is the handler's word on all the
   * others ({@link RejectException}, {@link RetryException}, a class of {@code retry.not-retried}),
   * it holds for all of them. Any other one may be the fault of a single message: then they are
   * handled again at once, each in a batch of its own, and only those fail that fail alone. So
   * <em>everything that a failed call has done for its messages has to bear being done again</em>
   * within the same attempt.
   *
   * @param messages at least one, in the order of the stream; cannot be changed
   * @throws RejectException to give up all that have no word of their own
   * @throws RetryException to choose the delay before the next attempt of all these
   * @throws InterruptedException when the runtime stops it, and the messages are handed back; or
   *     when the time limit of the call is over
   * @throws Exception for any other failure
   */
  void handle(List<Message<T>> messages) throws Exception;
}
