package dev.weft.engine.source;

import dev.weft.TransportException;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Presence;
import dev.weft.transport.Transport;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates every consumer that Weft creates, at the start as well as in place of one that was
 * deleted: as it is configured, with Weft's own defaults where the configuration says nothing.
 */
public final class ConsumerCreation {

  private static final Logger log = LoggerFactory.getLogger(ConsumerCreation.class);

  // How many messages a consumer may have out, unless it is configured. With the server's own 1,000
  // a fast handler waits for the server, and the server for its acknowledgements; a slow one is
  // bounded by what it asks for (ADR 0024).
  private static final long MAX_ACK_PENDING = 20_000;

  private static final String SLOTS = "max_ack_pending";

  private ConsumerCreation() {}

  /**
   * Refuses a consumer that is there and takes other messages than it should.
   *
   * @param filter the setting that says which
   * @throws TransportException lasting, with what differs
   */
  public static void refuseOther(Transport transport, ConsumerSpec consumer, String filter) {
    var messages =
        new ConsumerSpec(
            consumer.stream(),
            consumer.name(),
            Map.of(filter, Objects.requireNonNull(consumer.settings().get(filter))));
    if (transport.inspect(messages) instanceof Presence.Differs(var differences)) {
      throw TransportException.lasting(
          "consumer %s/%s takes other messages: %s; delete it, and it is created anew"
              .formatted(consumer.stream(), consumer.name(), String.join("; ", differences)),
          null);
    }
  }

  /** {@link #create(Transport, ConsumerSpec, int)} for a consumer that any handler may use. */
  public static void create(Transport transport, ConsumerSpec consumer) {
    create(transport, consumer, 1);
  }

  /**
   * Creates it. Blocks for a round trip or two.
   *
   * @param slots how many of its messages one process may have in work. Twice as many may be out,
   *     so that the next are on their way while the acknowledgements of the last are
   * @throws TransportException as {@link Transport#create(ConsumerSpec)}
   */
  public static void create(Transport transport, ConsumerSpec consumer, int slots) {
    if (consumer.settings().containsKey(SLOTS)) {
      transport.create(consumer);
      return;
    }
    var settings = new HashMap<>(consumer.settings());
    long most = Math.max(MAX_ACK_PENDING, 2L * slots);
    settings.put(SLOTS, most);
    try {
      transport.create(new ConsumerSpec(consumer.stream(), consumer.name(), settings));
    } catch (TransportException e) {
      if (!e.isLasting()) {
        throw e;
      }
      // The stream or the account may allow less: then it is the server's to choose.
      log.debug(
          "consumer {}/{}: not with {} = {}", consumer.stream(), consumer.name(), SLOTS, most, e);
      transport.create(consumer);
    }
  }
}
