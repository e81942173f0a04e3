package dev.weft.engine.source;

import dev.weft.TransportException;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Transport;
import java.util.HashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates every consumer that Weft creates, at the start as well as in place of one that was
 * deleted: as it is configured, with Weft's own defaults where the configuration says nothing.
 */
public final class ConsumerCreation {

  private static final Logger log = LoggerFactory.getLogger(ConsumerCreation.class);

  /**
   * How many messages a consumer may have out, unless it is configured. With the server's own 1,000
   * a fast handler waits for the server, and the server for its acknowledgements; a slow one is
   * bounded by what it asks for (ADR 0024).
   */
  public static final long MAX_ACK_PENDING = 20_000;

  private static final String SLOTS = "max_ack_pending";

  private ConsumerCreation() {}

  /**
   * Creates it. Blocks for a round trip or two.
   *
   * @throws TransportException as {@link Transport#create(ConsumerSpec)}
   */
  public static void create(Transport transport, ConsumerSpec consumer) {
    if (consumer.settings().containsKey(SLOTS)) {
      transport.create(consumer);
      return;
    }
    var settings = new HashMap<>(consumer.settings());
    settings.put(SLOTS, MAX_ACK_PENDING);
    try {
      transport.create(new ConsumerSpec(consumer.stream(), consumer.name(), settings));
    } catch (TransportException e) {
      if (!e.isLasting()) {
        throw e;
      }
      // The stream or the account may allow less: then it is the server's to choose.
      log.debug(
          "consumer {}/{}: not with {} = {}",
          consumer.stream(),
          consumer.name(),
          SLOTS,
          MAX_ACK_PENDING,
          e);
      transport.create(consumer);
    }
  }
}
