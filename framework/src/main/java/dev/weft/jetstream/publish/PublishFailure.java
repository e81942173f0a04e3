package dev.weft.jetstream.publish;

import dev.weft.TransportException;
import dev.weft.jetstream.connection.Link;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.support.Status;
import java.util.Set;

/** Says why a publish failed, and whether it may pass. */
final class PublishFailure {

  // Refused for now, and not stored: no leader, no room on the disk, too much at once.
  private static final Set<Integer> REFUSED_FOR_NOW = Set.of(10008, 10023, 10167);

  // The data, or the headers, are more than the stream takes.
  private static final Set<Integer> TOO_LARGE = Set.of(10054, 10097);

  private static final int NO_RESPONDERS = 503;

  private PublishFailure() {}

  /** The server's refusal. */
  static TransportException refused(String subject, JetStreamApiException refusal) {
    String why = refusal.getMessage();
    if (TOO_LARGE.contains(refusal.getApiErrorCode())) {
      return TransportException.tooLarge(what(subject) + "refused: " + why, refusal);
    }
    return REFUSED_FOR_NOW.contains(refusal.getApiErrorCode())
        ? TransportException.withoutEffect(what(subject) + "refused for now: " + why, refusal)
        : TransportException.lasting(what(subject) + "refused: " + why, refusal);
  }

  /** The server does not permit this user to publish there. */
  static TransportException denied(String subject, String error) {
    return TransportException.lasting(
        what(subject) + "this user may not: " + error + "; grant it the permission", null);
  }

  /** A status in place of an answer: most likely that nobody subscribes to the subject. */
  static TransportException status(String subject, Status status) {
    String why = status.getMessageWithCode();
    return status.getCode() == NO_RESPONDERS
        ? TransportException.withoutEffect(
            what(subject) + why + "; does a stream take this subject?", null)
        : TransportException.passing(what(subject) + why, null);
  }

  /** Anything else. */
  static TransportException of(Link link, String subject, Exception cause) {
    String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    if (cause instanceof IllegalArgumentException) {
      return TransportException.malformed(what(subject) + "refused: " + why);
    }
    // jnats never opens a closed connection again; we do, if it was ours.
    boolean gone = link.connection().getStatus() == Connection.Status.CLOSED && !link.isReplaced();
    return gone
        ? TransportException.lasting(what(subject) + "the connection is closed: " + why, cause)
        : TransportException.passing(what(subject) + why, cause);
  }

  private static String what(String subject) {
    return "publish to " + subject + ": ";
  }
}
