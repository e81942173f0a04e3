package dev.weft.engine.publish;

import dev.weft.Codec;
import dev.weft.Headers;
import dev.weft.PublishOptions;
import dev.weft.PublishReceipt;
import dev.weft.Publisher;
import dev.weft.engine.Observer;
import dev.weft.engine.SendArguments;
import dev.weft.transport.Failure;
import dev.weft.transport.Outbox;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Encodes payloads and publishes them to an outbox, with a message id and the observer's headers.
 *
 * @param <T> the payload
 */
public final class CodecPublisher<T> implements Publisher<T> {

  private final Codec<T> codec;
  private final Outbox outbox;
  private final Observer observer;
  private final MessageIds ids;
  private final Runnable onClose;

  /**
   * A publisher on an outbox that somebody else closes.
   *
   * @param ids for the messages whose options have none
   */
  public CodecPublisher(Codec<T> codec, Outbox outbox, Observer observer, MessageIds ids) {
    this(codec, outbox, observer, ids, () -> {});
  }

  /** A publisher on an outbox that somebody else closes, with something of its own to close. */
  public CodecPublisher(
      Codec<T> codec, Outbox outbox, Observer observer, MessageIds ids, Runnable onClose) {
    this.codec = Objects.requireNonNull(codec, "codec: null; expected one for the payload");
    this.outbox = outbox;
    this.observer = observer;
    this.ids = ids;
    this.onClose = onClose;
  }

  @Override
  public PublishReceipt publish(String subject, T payload, PublishOptions options) {
    SendArguments.check(subject, payload, options);
    byte[] data = encode(subject, payload);
    Observer.Sending sending = announce(subject, payload, data.length, options);
    try {
      PublishReceipt receipt = outbox.publish(subject, data, sending.headers());
      sending.sent(receipt);
      return receipt;
    } catch (RuntimeException | Error e) {
      sending.failed(Failure.of(e));
      throw e;
    }
  }

  @Override
  public CompletableFuture<PublishReceipt> publishAsync(
      String subject, T payload, PublishOptions options) {
    SendArguments.check(subject, payload, options);
    byte[] data = encode(subject, payload);
    Observer.Sending sending = announce(subject, payload, data.length, options);
    CompletableFuture<PublishReceipt> answer;
    try {
      answer = outbox.publishAsync(subject, data, sending.headers());
    } catch (RuntimeException | Error e) {
      sending.failed(Failure.of(e));
      throw e;
    }
    return answer.whenComplete(
        (receipt, failure) -> {
          if (failure == null) {
            sending.sent(receipt);
          } else {
            sending.failed(Failure.of(failure));
          }
        });
  }

  /** Whether what its codec writes may go out as data of a type. */
  boolean reads(String mediaType) {
    return codec.reads(mediaType);
  }

  @Override
  public void close() {
    onClose.run(); // the outbox belongs to the transport
  }

  private Observer.Sending announce(String subject, T payload, int size, PublishOptions options) {
    String id = options.messageId() == null ? ids.next() : options.messageId();
    Headers headers = withCodecs(options.headers(), subject, payload);
    headers = headers.with(Headers.MESSAGE_ID, id);
    // One among the given headers, as in those copied from another message, is that message's: the
    // stream would take this message for a copy of it, and drop it.
    headers =
        options.deduplicate()
            ? headers.with(Headers.NATS_MESSAGE_ID, id)
            : headers.withoutIgnoringCase(Headers.NATS_MESSAGE_ID);
    return observer.sending(subject, id, headers, size);
  }

  // What the publisher chose goes before what the codec has to say.
  private Headers withCodecs(Headers chosen, String subject, T payload) {
    Headers headers = chosen;
    Headers codecs;
    try {
      codecs = codec.headers(payload);
    } catch (Throwable e) { // Errors too: a codec is user code
      throw unencodable(subject, payload, e);
    }
    for (String name : codecs.names()) {
      if (chosen.first(name).isEmpty()) {
        headers = headers.with(name, codecs.first(name).orElseThrow());
      }
    }
    return headers.first(Headers.CONTENT_TYPE).isPresent()
        ? headers
        : headers.with(Headers.CONTENT_TYPE, codec.contentType());
  }

  private byte[] encode(String subject, T payload) {
    try {
      return codec.encode(payload);
    } catch (Throwable e) { // Errors too: a codec is user code
      throw unencodable(subject, payload, e);
    }
  }

  private IllegalArgumentException unencodable(String subject, T payload, Throwable thrown) {
    return new IllegalArgumentException(
        "cannot encode a "
            + payload.getClass().getName()
            + " as "
            + codec.contentType()
            + " for "
            + subject
            + ": "
            + Failure.of(thrown).text(),
        thrown);
  }
}
