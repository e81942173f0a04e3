package dev.weft.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.Headers;

/**
 * Publishes what a server would say of its consumers, in its words; heard only where a stream takes
 * the subject. Guarded by {@link Guard}.
 */
final class Advisories {

  private static final String MAX_DELIVERIES = "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.";
  private static final ObjectMapper JSON = new ObjectMapper();

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
    ObjectNode advisory = JSON.createObjectNode();
    advisory.put("type", "io.nats.jetstream.advisory.v1.max_deliver");
    advisory.put("timestamp", ticker.instant().toString());
    advisory.put("stream", stream);
    advisory.put("consumer", consumer);
    advisory.put("stream_seq", message.sequence());
    advisory.put("deliveries", deliveries);
    streams
        .listening(subject)
        .ifPresent(
            kept -> kept.store(subject, advisory.toString().getBytes(UTF_8), Headers.empty()));
  }
}
