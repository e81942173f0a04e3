package dev.weft.simulation.history;

import java.util.Optional;

/**
 * One call of a handler with one message; those of a batch are one each.
 *
 * @param number how often the handler was called with the message by then, over all replicas
 * @param end empty if it never ended: it hangs for ever, or its replica has died
 * @param until when it ended, or its replica died; {@link Long#MAX_VALUE} if it hangs for ever
 */
public record Call(
    Entry beginning, Happening.Begun begun, int number, Optional<End> end, long until) {

  /** The handler. */
  public String handler() {
    return begun.handler();
  }

  /** The message. */
  public int message() {
    return begun.message();
  }

  /** The incarnation of the replica. */
  public String replica() {
    return beginning.replica();
  }

  /** When it began. */
  public long from() {
    return beginning.nanos();
  }

  /** Whether it is on the same thread, as that of another message of its batch is. */
  public boolean isBeside(Call other) {
    return replica().equals(other.replica()) && beginning.thread().equals(other.beginning.thread());
  }

  /** Whether it ended so. */
  public boolean is(End wanted) {
    return end.filter(its -> its == wanted).isPresent();
  }

  /** Whether the handler has handled the message in it. */
  public boolean succeeded() {
    return is(End.RETURNED) || is(End.UNSETTLED);
  }

  @Override
  public String toString() {
    return "call %d of %s with message %d in %s at %d ms"
        .formatted(number, handler(), message(), replica(), from() / 1_000_000);
  }
}
