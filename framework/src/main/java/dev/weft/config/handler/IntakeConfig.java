package dev.weft.config.handler;

import dev.weft.ReceiveMode;
import dev.weft.engine.worker.Markers;
import dev.weft.transport.ConsumerSpec;
import java.util.List;
import java.util.Optional;

/**
 * What a handler receives, and how.
 *
 * @param consumer its consumer
 * @param mode whether messages are requested ahead of demand
 * @param pullBatch how many messages a pull loop requests at once, unless more can start
 * @param markers what is done with messages that only say that others are gone
 * @param partitions how replicas share what is in order by key; empty if they do not
 */
public record IntakeConfig(
    ConsumerSpec consumer,
    ReceiveMode mode,
    int pullBatch,
    Markers markers,
    Optional<PartitionsConfig> partitions) {

  /** The consumers it takes from: its own, or one for each of its partitions. */
  public List<ConsumerSpec> consumers() {
    return partitions.map(parts -> parts.consumers(consumer)).orElseGet(() -> List.of(consumer));
  }

  /** With one consumer for what its partitions have. */
  IntakeConfig alone() {
    return new IntakeConfig(
        partitions.map(parts -> parts.whole(consumer)).orElse(consumer),
        mode,
        pullBatch,
        markers,
        Optional.empty());
  }
}
