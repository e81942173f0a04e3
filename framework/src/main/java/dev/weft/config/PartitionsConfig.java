package dev.weft.config;

import dev.weft.transport.ConsumerSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How a handler's messages are parted, so that its replicas share them and keep each key's order.
 *
 * @param count how many partitions there are
 * @param subject what is in one of them: a subject with {@value #TOKEN} for its number
 * @param lease how long a replica may not be heard of before others take over what it has
 */
public record PartitionsConfig(int count, String subject, Duration lease) {

  static final String TOKEN = "{partition}";

  /** The consumers of all partitions, by their numbers, which go into their names. */
  List<ConsumerSpec> consumers(ConsumerSpec handler) {
    return IntStream.range(0, count).mapToObj(partition -> consumer(handler, partition)).toList();
  }

  /** One consumer of all partitions. */
  ConsumerSpec whole(ConsumerSpec handler) {
    Map<String, Object> settings = new HashMap<>(handler.settings());
    settings.put("filter_subject", subject.replace(TOKEN, "*"));
    return new ConsumerSpec(handler.stream(), handler.name(), settings);
  }

  private ConsumerSpec consumer(ConsumerSpec handler, int partition) {
    Map<String, Object> settings = new HashMap<>(handler.settings());
    settings.put("filter_subject", subject.replace(TOKEN, Integer.toString(partition)));
    return new ConsumerSpec(handler.stream(), handler.name() + "-" + partition, settings);
  }
}
