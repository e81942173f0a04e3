package dev.weft.jetstream.receive;

import io.nats.client.Message;
import io.nats.client.support.Status;

/** What a status message says of a pull. */
enum PullEnd {

  /** The server keeps it open: it is none. */
  STILL_OPEN,

  /** The pull ran its time, or got all there was. */
  TIME_IS_OVER,

  /** The server gave it up for a reason that passes: ask again, after a pause. */
  INTERRUPTED,

  /**
   * The next message has no room in the bytes that the pull asked for, or in what is left of them.
   */
  OUT_OF_BYTES,

  /** The consumer is gone, or will answer no such pull. */
  REFUSED;

  private static final int HEARTBEAT = 100;

  /** Whether a status ends a pull. */
  static boolean isEnd(Message status) {
    return of(status.getStatus()) != STILL_OPEN;
  }

  /** Whether this is a status that says that the consumer was deleted. */
  static boolean isDeletion(Message message) {
    return message.isStatusMessage()
        && Status.CONSUMER_DELETED.equals(message.getStatus().getMessage());
  }

  /** Whether this is a status that says that nobody leads the consumer, or somebody else does. */
  static boolean isOfLeader(Message status) {
    return switch (status.getStatus().getCode()) {
      case Status.NO_RESPONDERS_CODE -> true;
      case Status.CONFLICT_CODE -> isOfLeader(String.valueOf(status.getStatus().getMessage()));
      default -> false;
    };
  }

  private static boolean isOfLeader(String conflict) {
    return conflict.equals(Status.LEADERSHIP_CHANGE) || conflict.equals(Status.SERVER_SHUTDOWN);
  }

  static PullEnd of(Status status) {
    String text = String.valueOf(status.getMessage());
    return switch (status.getCode()) {
      case HEARTBEAT -> STILL_OPEN;
      case Status.NOT_FOUND_CODE, Status.REQUEST_TIMEOUT_CODE -> TIME_IS_OVER;
      case Status.CONFLICT_CODE -> ofConflict(text);
      // Nobody serves the consumer: it is gone, or between two leaders.
      case Status.NO_RESPONDERS_CODE -> INTERRUPTED;
      default -> REFUSED;
    };
  }

  private static PullEnd ofConflict(String text) {
    return switch (text) {
      case Status.BATCH_COMPLETED -> TIME_IS_OVER;
      case Status.MESSAGE_SIZE_EXCEEDS_MAX_BYTES -> OUT_OF_BYTES;
      case Status.LEADERSHIP_CHANGE, Status.SERVER_SHUTDOWN -> INTERRUPTED;
      default ->
          // Other pulls of ours or of other replicas use up the consumer's max_waiting.
          text.startsWith(Status.EXCEEDED_MAX_WAITING) ? INTERRUPTED : REFUSED;
    };
  }
}
