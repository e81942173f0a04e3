package dev.weft.jetstream.consumer;

import dev.weft.TransportException;
import java.util.function.Supplier;

/**
 * The time from a consumer's creation to its end. What was delivered in it is not to be settled
 * after it: a settlement names a message by its sequence, and a stream that is created anew counts
 * from 1 again, so it would hit another message.
 *
 * <p>Any thread may call any method.
 */
public final class ConsumerLife {

  private final String name;
  private final String created;
  private volatile boolean ended;

  /** The life of a consumer that was created at this time, by the server's word. */
  public ConsumerLife(String name, String created) {
    this.name = name;
    this.created = created;
  }

  /** Whether this is a consumer that still lives, and was created at that time. */
  public boolean goesOn(String createdAt) {
    return !ended && created.equals(createdAt);
  }

  /** The consumer is gone, perhaps with its stream. */
  public void end() {
    ended = true;
  }

  /**
   * Fails if it has ended.
   *
   * @param what was not sent then; asked for only if it fails
   */
  public void check(Supplier<String> what) {
    if (ended) {
      throw TransportException.passing(
          what.get() + " was not sent: " + name + " was deleted meanwhile", null);
    }
  }
}
