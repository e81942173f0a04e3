package dev.weft.transport;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.TransportException;
import java.util.concurrent.CompletableFuture;

/** Publishes raw messages to streams; safe for use by many threads. */
public interface Outbox {

  /**
   * Publishes one message and blocks until a stream has stored it, the publish time-out has passed,
   * or the thread is interrupted.
   *
   * <p>The headers are sent as they are: {@value Headers#NATS_MESSAGE_ID} among them makes the
   * stream de-duplicate.
   *
   * @throws TransportException if the server did not confirm; the message may be stored all the
   *     same, unless it is {@linkplain TransportException#isUnsendable() unsendable}: too large, or
   *     to a subject that {@link SubjectRule} refuses
   */
  PublishReceipt publish(String subject, byte[] data, Headers headers);

  /**
   * Sends one message and returns, whether or not the thread is interrupted; the future completes
   * when a stream has stored it, or exceptionally with a {@link TransportException}; at once if
   * nothing can be sent so.
   */
  CompletableFuture<PublishReceipt> publishAsync(String subject, byte[] data, Headers headers);

  /** How large a message may be by what is known now; a larger one is refused. Never blocks. */
  SizeLimit limit();
}
