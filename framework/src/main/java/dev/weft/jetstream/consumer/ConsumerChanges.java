package dev.weft.jetstream.consumer;

import dev.weft.codec.json.Json;
import dev.weft.transport.SettingText;
import java.time.Duration;
import java.util.ArrayList;
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

  private final String name;
  private final Queue<String> news = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean asked = new AtomicBoolean();
  private volatile Json config;
  private volatile Duration ackWait;

  /**
   * Nothing has changed.
   *
   * @param name what the consumer is called in the log
   */
  public ConsumerChanges(String name, Json config) {
    this.name = name;
    this.config = config;
    this.ackWait = EffectiveAckWait.of(config);
  }

  /** How long the server waits for a settlement. */
  public Duration ackWait() {
    return ackWait;
  }

  /** Whether to ask the server: not before its last answer, or the end of the wait for one. */
  public boolean ask() {
    return asked.compareAndSet(false, true);
  }

  /** The server's answer; null if there was none, and without a configuration if it has none. */
  public void hear(@Nullable Json info) {
    Json present = info == null ? null : info.get("config");
    Json last = config;
    if (present != null && !present.equals(last)) {
      config = present;
      ackWait = EffectiveAckWait.of(present);
      news.add(name + " was changed on the server: " + String.join(", ", between(last, present)));
    }
    asked.set(false);
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

  private static List<String> between(Json last, Json present) {
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
