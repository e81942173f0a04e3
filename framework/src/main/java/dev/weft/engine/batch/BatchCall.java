package dev.weft.engine.batch;

import dev.weft.Message;
import dev.weft.transport.Failure;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of a batch handler, on the thread of its first message.
 *
 * @param members who is in it; at least one
 * @param alone those handled after it in its place, each by itself; under the lock of their {@link
 *     Batches}
 */
record BatchCall<T>(List<BatchMember<T>> members, Deque<BatchMember<T>> alone) {

  /**
   * How it failed.
   *
   * @param thrown for the middleware of each message
   * @param failure what is known of it
   * @param stop whether a stop has interrupted it
   */
  record Ended(Throwable thrown, Failure failure, boolean stop) {}

  BatchMember<T> caller() {
    return members.getFirst();
  }

  /** Whether nothing is left to handle: another thread has settled it since its batch failed. */
  boolean isSettled() {
    return members.stream().allMatch(member -> member.attempt().isSettled());
  }

  /** What its caller is told of its end; null for a normal return. */
  BatchMember.Word<T> word(@Nullable Ended failed) {
    return failed == null
        ? new BatchMember.Word.Handled<>()
        : new BatchMember.Word.Failed<>(failed.thrown());
  }

  List<Message<T>> messages() {
    return members.stream().<Message<T>>map(BatchMember::message).toList();
  }
}
