package dev.weft.memory;

import dev.weft.Headers;
import dev.weft.codec.json.Json;

/**
 * Publishes what a server would say of its consumers, in its words; heard only where a stream takes
 * the subject. Guarded by {@link Guard}.
 */
final class Advisories {

  private static final String MAX_DELIVERIES = "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.";

  private final Streams streams;
  private final Ticker ticker;

  Advisories(Streams streams, Ticker ticker) {
    this.streams = streams;
    this.ticker = ticker;
  }

  /** A message was delivered as often as its consumer delivers one, and does not come again. */
  void ended(String consumer, StoredMessage message, int deliveries) {
    String stream = message.position().stream();
    String subject = MAX_DELIVERIES + stream + "." + consumer;
    Json advisory =
        Json.object()
            .with("type", "io.nats.jetstream.advisory.v1.max_deliver")
            .with("timestamp", ticker.instant().toString())
            .with("stream", stream)
            .with("consumer", consumer)
            .with("stream_seq", message.sequence())
            .with("deliveries", deliveries);
    streams
        .listening(subject)
        .ifPresent(kept -> kept.store(subject, advisory.bytes(), Headers.empty()));
  }
}
