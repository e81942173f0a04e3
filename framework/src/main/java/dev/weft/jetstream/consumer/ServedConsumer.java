package dev.weft.jetstream.consumer;

import dev.weft.codec.json.Json;
import dev.weft.transport.ConsumerSpec;

/**
 * A consumer as the server had it when its source was opened.
 *
 * @param spec which it is, with the server's settings
 * @param standing whether it is served to this client, over all of its sources
 * @param life the time from its creation to its end
 * @param config its configuration, as the server has written it
 */
public record ServedConsumer(ConsumerSpec spec, Standing standing, ConsumerLife life, Json config) {

  /** The stream and the consumer, as in {@code ORDERS/work}. */
  public String name() {
    return spec.stream() + "/" + spec.name();
  }
}
