package dev.weft.jetstream.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weft.StreamPosition;
import dev.weft.codec.json.Json;
import dev.weft.jetstream.wire.AckSubject;
import dev.weft.jetstream.wire.NatsHeaders;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Kept;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.time.Instant;
import java.util.Base64;

/** Reads messages in the JSON in which the server gives them out of a stream. */
public final class StoredMessageJson {

  private StoredMessageJson() {}

  /** The message as the consumer would have delivered it, with a reply subject to settle it by. */
  public static Message read(Json stored, ConsumerSpec consumer, int deliveries) {
    var position = new StreamPosition(consumer.stream(), stored.path("seq").asLong());
    Instant timestamp = timestamp(stored);
    return NatsMessage.builder()
        .subject(stored.path("subject").asText())
        .replyTo(AckSubject.of(position, consumer.name(), deliveries, timestamp))
        .headers(headers(bytes(stored, "hdrs")))
        .data(data(stored))
        .build();
  }

  public static Kept kept(Json stored) {
    return new Kept(
        stored.path("seq").asLong(),
        stored.path("subject").asText(),
        NatsHeaders.read(headers(bytes(stored, "hdrs"))),
        data(stored));
  }

  public static Instant timestamp(Json stored) {
    return Instant.parse(stored.path("time").asText());
  }

  public static byte[] data(Json stored) {
    return bytes(stored, "data");
  }

  // jnats refuses to have a header outside ASCII; decoding replaces what is none by a character
  // which is none either.
  private static Headers headers(byte[] block) {
    var headers = new Headers();
    new String(block, US_ASCII)
        .lines()
        .skip(1) // NATS/1.0
        .filter(line -> line.indexOf(':') > 0)
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              headers.add(
                  line.substring(0, colon),
                  line.substring(colon + 1).strip().replaceAll("[^\\x20-\\x7e\\t]", "?"));
            });
    return headers;
  }

  // What is empty is left out.
  private static byte[] bytes(Json stored, String field) {
    return Base64.getDecoder().decode(stored.path(field).asText());
  }
}
