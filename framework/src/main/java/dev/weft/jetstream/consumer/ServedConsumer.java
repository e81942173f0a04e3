package dev.weft.jetstream.consumer;

import dev.weft.codec.json.Json;
import dev.weft.jetstream.api.JsonSettings;
import dev.weft.transport.ConsumerSpec;

/**
 * A consumer of which a source was opened.
 *
 * @param spec which it is
 * @param standing whether it is served to this client, over all of its sources
 * @param life the time from its creation to its end
 */
public record ServedConsumer(ConsumerSpec spec, Standing standing, ConsumerLife life) {

  /**
   * The consumer with the server's settings: what bounds its pulls may stand nowhere in the
   * configuration.
   *
   * @param config its configuration, as the server has written it
   */
  public ConsumerSpec spec(Json config) {
    return new ConsumerSpec(spec.stream(), spec.name(), JsonSettings.plain(config));
  }

  /** The stream and the consumer, as in {@code ORDERS/work}. */
  public String name() {
    return spec.stream() + "/" + spec.name();
  }
}
