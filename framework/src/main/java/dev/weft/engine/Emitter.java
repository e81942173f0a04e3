package dev.weft.engine;

import dev.weft.Codec;
import dev.weft.Headers;
import dev.weft.PublishOptions;
import dev.weft.PublishReceipt;
import dev.weft.Publisher;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outbox;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Publishes what one handler emits, under ids that follow from the message it handles. */
public final class Emitter {

  private final String handler;
  private final Function<Class<?>, Codec<?>> codecs;
  private final Outbox outbox;
  private final Observer observer;
  private final ConcurrentHashMap<Class<?>, Publisher<Object>> publishers =
      new ConcurrentHashMap<>();

  /**
   * An emitter on an outbox that somebody else closes.
   *
   * @param handler the handler's name, the same in every replica; part of the ids
   * @param codecs the codec for payloads of a class; asked once for each class
   */
  public Emitter(
      String handler, Function<Class<?>, Codec<?>> codecs, Outbox outbox, Observer observer) {
    this.handler = handler;
    this.codecs = codecs;
    this.outbox = outbox;
    this.observer = observer;
  }

  /** Publishes the delivery's n-th consequence; may wait for room, and not for the answer. */
  CompletableFuture<PublishReceipt> emit(
      Delivery cause, int number, String subject, Object payload) {
    String id = base(cause) + "." + handler + "." + number;
    return publishers
        .computeIfAbsent(payload.getClass(), this::publisher)
        .publishAsync(subject, payload, PublishOptions.defaults().withMessageId(id));
  }

  // An id that is but a place in a stream comes again when the stream is created anew; then the
  // time tells them apart.
  private static String base(Delivery cause) {
    Headers headers = cause.headers();
    return headers.first(Headers.MESSAGE_ID).isPresent()
            || headers.first(Headers.NATS_MESSAGE_ID).isPresent()
        ? cause.id()
        : cause.id() + "@" + cause.timestamp().toEpochMilli();
  }

  @SuppressWarnings("unchecked") // the codec was made for the payload's own class
  private Publisher<Object> publisher(Class<?> type) {
    return new CodecPublisher<>((Codec<Object>) codecs.apply(type), outbox, observer);
  }
}
