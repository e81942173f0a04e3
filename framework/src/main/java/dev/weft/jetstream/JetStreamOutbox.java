package dev.weft.jetstream;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.StreamPosition;
import dev.weft.transport.Outbox;
import dev.weft.transport.TransportException;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.PublishAck;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Publishes to streams and waits for the server's acknowledgement. */
final class JetStreamOutbox implements Outbox {

  private final JetStream jetStream;
  private final Duration timeout;

  /** An outbox on a connection that somebody else closes. */
  JetStreamOutbox(Connection connection, Duration timeout) {
    this.timeout = timeout;
    try {
      this.jetStream = connection.jetStream();
    } catch (IOException e) {
      throw TransportException.lasting("JetStream cannot be used: " + e.getMessage(), e);
    }
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
          "publish to " + subject + ": not confirmed within " + timeout.toMillis() + " ms", e);
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
      answer = Shield.call(() -> jetStream.publishAsync(subject, NatsHeaders.write(headers), data));
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

  private static String id(Headers headers) {
    return headers
        .first(Headers.MESSAGE_ID)
        .or(() -> headers.first(Headers.NATS_MESSAGE_ID))
        .orElse("");
  }

  private static TransportException failed(String subject, Throwable failure) {
    Throwable cause = root(failure);
    String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    if (cause instanceof JetStreamApiException || cause instanceof IllegalArgumentException) {
      return TransportException.lasting("publish to " + subject + ": refused: " + why, cause);
    }
    String hint = why.contains("503") ? "; does a stream take this subject?" : "";
    return TransportException.passing("publish to " + subject + ": " + why + hint, cause);
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
