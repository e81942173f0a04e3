package dev.weft.engine.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.Codec;
import dev.weft.Headers;
import dev.weft.PublishOptions;
import dev.weft.PublishReceipt;
import dev.weft.StreamPosition;
import dev.weft.engine.Observer;
import dev.weft.engine.SendArguments;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outbox;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Publishes what one handler emits, under ids that follow from the handled message's place. */
public final class Emitter {

  private static final MessageIds UNUSED_IDS =
      () -> {
        throw new IllegalStateException("an emission has its id before it comes to its publisher");
      };

  private final String handler;
  private final Function<Class<?>, Codec<?>> codecs;
  private final Outbox outbox;
  private final Observer observer;
  private final ConcurrentHashMap<Class<?>, CodecPublisher<Object>> publishers =
      new ConcurrentHashMap<>();

  /**
   * An emitter on an outbox that somebody else closes.
   *
   * @param handler the handler's name, the same in every replica; part of the ids, with what a
   *     header does not take percent-encoded
   * @param codecs the codec for payloads of a class; asked once for each class
   */
  public Emitter(
      String handler, Function<Class<?>, Codec<?>> codecs, Outbox outbox, Observer observer) {
    this.handler = inHeader(handler);
    this.codecs = codecs;
    this.outbox = outbox;
    this.observer = observer;
  }

  /**
   * Publishes the delivery's n-th consequence, under an id of its own unless the options have one;
   * may wait for room, and not for the answer.
   */
  CompletableFuture<PublishReceipt> emit(
      Delivery cause, int number, String subject, Object payload, PublishOptions options) {
    SendArguments.check(subject, payload, options);
    CodecPublisher<Object> publisher =
        publishers.computeIfAbsent(payload.getClass(), this::publisher);
    return publisher.publishAsync(
        subject, payload, withOwnType(cause, publisher, withId(cause, number, options)));
  }

  // Headers that are copied from the handled message say what that one's data is. Where the codec
  // of this payload writes something else, the next handler would refuse it.
  private static PublishOptions withOwnType(
      Delivery cause, CodecPublisher<?> publisher, PublishOptions options) {
    Headers headers = options.headers();
    if (headers.isEmpty()) {
      return options;
    }
    Optional<String> type = headers.mediaType();
    return type.isEmpty()
            || !type.equals(cause.headers().mediaType())
            || publisher.reads(type.get())
        ? options
        : options.withHeaders(headers.withoutIgnoringCase(Headers.CONTENT_TYPE));
  }

  private PublishOptions withId(Delivery cause, int number, PublishOptions options) {
    return options.messageId() == null
        ? options.withMessageId(base(cause) + "." + handler + "." + number)
        : options;
  }

  // Not by its own id, which its publisher is free to choose: two messages may share one, and what
  // one of them emits would pass for a copy of what the other does. A stream that is created anew
  // counts from one again, so the time is part of it.
  private static String base(Delivery cause) {
    return cause.position().map(StreamPosition::toString).orElseGet(cause::id)
        + "@"
        + cause.timestamp().toEpochMilli();
  }

  // The id is a header, and the NATS client writes ASCII only; the name of a handler whose consumer
  // has one of its own may be anything. Two names stay two.
  private static String inHeader(String name) {
    var text = new StringBuilder();
    for (byte one : name.getBytes(UTF_8)) {
      if (one >= ' ' && one <= '~' && one != '%') {
        text.append((char) one);
      } else {
        text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(one));
      }
    }
    return text.toString();
  }

  @SuppressWarnings("unchecked") // the codec was made for the payload's own class
  private CodecPublisher<Object> publisher(Class<?> type) {
    return new CodecPublisher<>((Codec<Object>) codecs.apply(type), outbox, observer, UNUSED_IDS);
  }
}
