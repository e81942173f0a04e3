package dev.weft.engine.batch;

import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.delivery.HandledMessage;
import dev.weft.transport.Delivery;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * One message of a batch, whose own thread waits for its result. All under the lock of its {@link
 * Batches}.
 */
final class BatchMember<T> {

  /** What its thread has to do next. */
  sealed interface Word<T> {

    /** To call the handler with these, of which this message is the first. */
    record Call<T>(BatchCall<T> call) implements Word<T> {}

    /** That the handler has dealt with it. */
    record Handled<T>() implements Word<T> {}

    /** That the handler has failed with it. */
    record Failed<T>(Throwable failure) implements Word<T> {}

    /** That it is not to be handled here and now, but come again after so long. */
    record HandBack<T>(Duration after) implements Word<T> {}
  }

  private final HandledMessage<T> message;
  private final Condition told;
  private final long since;
  private @Nullable Word<T> word;
  private boolean interrupted;

  /**
   * A message whose thread waits for no word yet.
   *
   * @param told a condition of the lock, for this message alone
   * @param since when it came, in nanoseconds of the runtime's time
   */
  BatchMember(HandledMessage<T> message, Condition told, long since) {
    this.message = message;
    this.told = told;
    this.since = since;
  }

  HandledMessage<T> message() {
    return message;
  }

  Attempt attempt() {
    return message.current();
  }

  Delivery delivery() {
    return message.current().delivery();
  }

  long since() {
    return since;
  }

  /** Has its thread go on with this. */
  void tell(Word<T> what) {
    word = what;
    told.signal();
  }

  /** Has its thread look again whether it is the first of those who wait. */
  void wake() {
    told.signal();
  }

  /** What it was told since the last call of this; null if it was told nothing. */
  @Nullable Word<T> takeWord() {
    Word<T> latest = word;
    word = null;
    return latest;
  }

  /** Signalled when it is told something, or woken. */
  Condition told() {
    return told;
  }

  /** Its thread was interrupted while its batch was with the handler. */
  void interrupted() {
    interrupted = true;
  }

  boolean isInterrupted() {
    return interrupted;
  }
}
