package dev.weft.config.handler;

import dev.weft.transport.ConsumerSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How a handler's messages are parted, so that its replicas share them and keep each key's order.
 *
 * @param count how many partitions there are
 * @param subject what is in one of them: a subject with {@value #TOKEN} for its number; null where
 *     the only one has everything, so that one replica is at work and the others stand by
 * @param lease how long a replica may not be heard of before others take over what it has
 */
public record PartitionsConfig(int count, @Nullable String subject, Duration lease) {

  static final String TOKEN = "{partition}";

  /** A single one, which has all that the handler's consumer takes. */
  static PartitionsConfig whole(Duration lease) {
    return new PartitionsConfig(1, null, lease);
  }

  /** Whether one replica at a time has everything. */
  public boolean isWhole() {
    return subject == null;
  }

  /** The consumers of all partitions, by their numbers, which go into their names. */
  List<ConsumerSpec> consumers(ConsumerSpec handler) {
    String parted = subject;
    return parted == null
        ? List.of(handler)
        : IntStream.range(0, count)
            .mapToObj(
                partition ->
                    taking(
                        parted.replace(TOKEN, Integer.toString(partition)),
                        handler,
                        handler.name() + "-" + partition))
            .toList();
  }

  /** One consumer of all partitions. */
  ConsumerSpec whole(ConsumerSpec handler) {
    return subject == null ? handler : taking(subject.replace(TOKEN, "*"), handler, handler.name());
  }

  private static ConsumerSpec taking(String subject, ConsumerSpec handler, String name) {
    Map<String, Object> settings = new HashMap<>(handler.settings());
    settings.put("filter_subject", subject);
    return new ConsumerSpec(handler.stream(), name, settings);
  }
}
