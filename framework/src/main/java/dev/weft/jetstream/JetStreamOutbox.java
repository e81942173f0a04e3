package dev.weft.jetstream;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.StreamPosition;
import dev.weft.transport.Outbox;
import dev.weft.transport.SettingText;
import dev.weft.transport.TransportException;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.PublishAck;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Publishes to streams and waits for the server's acknowledgement. */
final class JetStreamOutbox implements Outbox {

  // Refused for now, and not stored: no leader, no room on the disk, too much at once.
  private static final Set<Integer> REFUSED_FOR_NOW = Set.of(10008, 10023, 10167);

  /** jnats's own publisher, of the connection in use when it was asked for last. */
  private record Bound(Connection connection, JetStream jetStream) {

    static Bound to(Connection connection) {
      try {
        return new Bound(connection, connection.jetStream());
      } catch (IOException e) {
        throw TransportException.lasting("JetStream cannot be used: " + e.getMessage(), e);
      }
    }
  }

  private final Link link;
  private final Duration timeout;
  private volatile Bound bound;

  /** An outbox on a link that somebody else closes. */
  JetStreamOutbox(Link link, Duration timeout) {
    this.link = link;
    this.timeout = timeout;
    this.bound = Bound.to(link.connection());
  }

  @Override
  public PublishReceipt publish(String subject, byte[] data, Headers headers) {
    if (Thread.currentThread().isInterrupted()) {
      // jnats would silently discard it.
      throw TransportException.passing(
          "publish to " + subject + ": the thread is interrupted; nothing was sent", null);
    }
    CompletableFuture<PublishReceipt> answer = publishAsync(subject, data, headers);
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TransportException.passing(
          "publish to " + subject + ": interrupted before the server confirmed it", e);
    } catch (TimeoutException e) {
      throw TransportException.passing(
          "publish to " + subject + ": not confirmed within " + SettingText.of(timeout), e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof TransportException known ? known : failed(subject, e);
    }
  }

  @Override
  public CompletableFuture<PublishReceipt> publishAsync(
      String subject, byte[] data, Headers headers) {
    CompletableFuture<PublishAck> answer;
    try {
      // Shielded: of an interrupted thread's message the future would not hear before its time-out.
      answer =
          Shield.call(() -> jetStream().publishAsync(subject, NatsHeaders.write(headers), data));
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw failed(subject, e);
    }
    return answer.handle(
        (ack, failure) -> {
          if (failure != null) {
            throw failed(subject, failure);
          }
          return new PublishReceipt(
              new StreamPosition(ack.getStream(), ack.getSeqno()), id(headers), ack.isDuplicate());
        });
  }

  private JetStream jetStream() {
    Connection present = link.connection();
    Bound last = bound;
    if (!last.connection().equals(present)) {
      last = Bound.to(present);
      bound = last;
    }
    return last.jetStream();
  }

  private static String id(Headers headers) {
    return headers
        .first(Headers.MESSAGE_ID)
        .or(() -> headers.first(Headers.NATS_MESSAGE_ID))
        .orElse("");
  }

  private TransportException failed(String subject, Throwable failure) {
    Throwable cause = root(failure);
    String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    String what = "publish to " + subject + ": ";
    if (cause instanceof JetStreamApiException refusal) {
      return REFUSED_FOR_NOW.contains(refusal.getApiErrorCode())
          ? TransportException.withoutEffect(what + "refused for now: " + why, cause)
          : TransportException.lasting(what + "refused: " + why, cause);
    }
    if (cause instanceof IllegalArgumentException) {
      return TransportException.lasting(what + "refused: " + why, cause);
    }
    if (isNoResponders(cause)) {
      return TransportException.withoutEffect(
          what + why + "; does a stream take this subject?", cause);
    }
    // jnats never opens a closed connection again; we do, if it was ours.
    boolean gone = link.connection().getStatus() == Connection.Status.CLOSED && !link.isReplaced();
    return gone
        ? TransportException.lasting(what + "the connection is closed: " + why, cause)
        : TransportException.passing(what + why, cause);
  }

  // The server's own word that nobody subscribes to the subject; jnats has it in a message only.
  private static boolean isNoResponders(Throwable cause) {
    return cause instanceof IOException
        && String.valueOf(cause.getMessage()).startsWith("Error Publishing: 503");
  }

  private static Throwable root(Throwable failure) {
    Throwable cause = failure;
    while (isWrapper(cause)) {
      @Nullable Throwable inner = cause.getCause();
      if (inner == null) {
        return cause;
      }
      cause = inner;
    }
    return cause;
  }

  // jnats wraps what went wrong in a plain RuntimeException, and the future wraps that.
  private static boolean isWrapper(Throwable failure) {
    return failure instanceof CompletionException
        || failure instanceof ExecutionException
        || failure.getClass() == RuntimeException.class;
  }
}
