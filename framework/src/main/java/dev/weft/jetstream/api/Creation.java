package dev.weft.jetstream.api;

import dev.weft.TransportException;
import dev.weft.codec.json.Json;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.settings.SettingDifferences;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates streams and consumers, and looks at what the server made of their settings: older servers
 * take those that they do not know, and leave them out. What was made so is removed again.
 */
public final class Creation {

  private static final Logger log = LoggerFactory.getLogger(Creation.class);

  private final JetStreamApi api;
  private final Inventory inventory;
  private final Supplier<String> version;

  public Creation(JetStreamApi api, Inventory inventory, Supplier<String> version) {
    this.api = api;
    this.inventory = inventory;
    this.version = version;
  }

  public void create(StreamSpec stream) {
    boolean isNew = inventory.stream(stream.name()).isEmpty();
    Json info = api.create(stream);
    inventory.created(stream, info);
    readBack(
        "stream " + stream.name(),
        stream.settings(),
        info,
        isNew && info.path("state").path("last_seq").asLong() == 0,
        () -> api.deleteStream(stream.name()));
  }

  public void create(ConsumerSpec consumer) {
    boolean isNew = inventory.consumer(consumer.stream(), consumer.name()).isEmpty();
    Json info = api.create(consumer);
    inventory.created(consumer, info);
    readBack(
        "consumer " + consumer.stream() + "/" + consumer.name(),
        consumer.settings(),
        info,
        isNew && info.path("delivered").path("consumer_seq").asLong() == 0,
        () -> api.deleteConsumer(consumer.stream(), consumer.name()));
  }

  private void readBack(
      String what, Map<String, Object> asked, Json info, boolean unused, Runnable remove) {
    List<String> differences =
        SettingDifferences.between(asked, JsonSettings.plain(info.path("config")), Instant.now());
    if (differences.isEmpty()) {
      return;
    }
    boolean removed = unused && isRemoved(what, remove);
    throw TransportException.lasting(
        what
            + ": nats-server "
            + version.get()
            + " has created it otherwise than configured"
            + (removed ? ", so it was removed again: " : ": ")
            + String.join("; ", differences)
            + "; leave out what this server does not know, or use a newer one",
        null);
  }

  private static boolean isRemoved(String what, Runnable remove) {
    try {
      remove.run();
      return true;
    } catch (TransportException e) {
      log.warn("{}: created otherwise than configured, and not removed: {}", what, e.getMessage());
      return false;
    }
  }
}
