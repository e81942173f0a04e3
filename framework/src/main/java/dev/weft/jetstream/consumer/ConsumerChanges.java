package dev.weft.jetstream.consumer;

import dev.weft.codec.json.Json;
import dev.weft.jetstream.api.JetStreamApi;
import dev.weft.transport.settings.SettingText;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * How a consumer is configured, by the server's last word, and what somebody has changed of that
 * since it was opened. Any thread may call any method; none blocks.
 */
public final class ConsumerChanges {

  /** The server's own default of max_ack_pending. */
  private static final long MANY_SLOTS = 1_000;

  private final JetStreamApi api;
  private final ServedConsumer served;
  private final Queue<String> news = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean asked = new AtomicBoolean();
  private volatile byte[] config; // as JSON: a tree of it takes three times as much
  private volatile Duration ackWait;
  private volatile boolean manySlots;

  /**
   * Nothing has changed of a consumer that was just opened.
   *
   * @param config its configuration, as the server has written it
   */
  public ConsumerChanges(JetStreamApi api, ServedConsumer served, Json config) {
    this.api = api;
    this.served = served;
    this.config = config.bytes();
    this.ackWait = EffectiveAckWait.of(config);
    this.manySlots = manySlots(config);
  }

  /** How long the server waits for a settlement. */
  public Duration ackWait() {
    return ackWait;
  }

  /** Whether the server gives many messages before it waits for an acknowledgement. */
  public boolean hasManySlots() {
    return manySlots;
  }

  /**
   * Asks the server, unless an answer is still to come.
   *
   * @throws IllegalStateException if the connection cannot be used
   */
  public void ask() {
    if (!asked.compareAndSet(false, true)) {
      return;
    }
    boolean sent = false;
    try {
      api.tell(served.spec(), this::hear);
      sent = true;
    } finally {
      if (!sent) {
        asked.set(false);
      }
    }
  }

  // Null if there was no answer, and without a configuration if there is no such consumer.
  private void hear(@Nullable Json info) {
    try {
      if (info != null && !served.life().goesOn(JetStreamApi.created(info))) {
        served.life().end();
      }
      Json present = info == null ? null : info.get("config");
      if (present != null) {
        compare(present);
      }
    } finally {
      asked.set(false); // whatever is thrown: it is asked again
    }
  }

  private void compare(Json present) {
    byte[] last = config;
    byte[] next = present.bytes();
    List<String> differences = Arrays.equals(last, next) ? List.of() : between(last, present);
    if (!differences.isEmpty()) {
      config = next;
      ackWait = EffectiveAckWait.of(present);
      manySlots = manySlots(present);
      news.add(
          served.standing().name()
              + " was changed on the server: "
              + String.join(", ", differences));
    }
  }

  /** What has changed since the last call, a line each. */
  public List<String> take() {
    if (news.isEmpty()) {
      return List.of();
    }
    var lines = new ArrayList<String>();
    for (String line = news.poll(); line != null; line = news.poll()) {
      lines.add(line);
    }
    return lines;
  }

  // An older server leaves out what is unlimited, and may write it as -1.
  private static boolean manySlots(Json config) {
    long slots = config.path("max_ack_pending").asLong();
    return slots <= 0 || slots >= MANY_SLOTS;
  }

  private static List<String> between(byte[] known, Json present) {
    Json last;
    try {
      last = Json.read(known);
    } catch (IOException e) {
      throw new IllegalStateException("JSON of a configuration cannot be read again", e);
    }
    var keys = new TreeSet<String>();
    keys.addAll(last.fields().keySet());
    keys.addAll(present.fields().keySet());
    return keys.stream()
        .filter(key -> !last.path(key).equals(present.path(key)))
        .map(key -> key + " from " + text(key, last) + " to " + text(key, present))
        .toList();
  }

  private static String text(String key, Json config) {
    Json value = config.get(key);
    return SettingText.of(key, value != null && value.isNumber() ? value.number() : (Object) value);
  }
}
