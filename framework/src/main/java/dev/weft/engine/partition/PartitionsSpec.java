package dev.weft.engine.partition;

import dev.weft.engine.worker.WorkerSpec;
import dev.weft.transport.ConsumerSpec;
import java.time.Duration;
import java.util.List;

/**
 * Everything a replica has to know about a handler whose messages are partitioned.
 *
 * @param consumer the handler's as configured; those of the partitions are named after it
 * @param workers what serves each partition, by its number: the handler on that partition's
 *     consumer
 * @param lease how long a replica may not be heard of before others take what it has
 * @param member the replica's own name; no two processes have the same, nor one after a restart
 */
public record PartitionsSpec(
    ConsumerSpec consumer, List<WorkerSpec<?>> workers, Duration lease, String member) {

  /** Copies the list, and refuses a lease that is too short to be kept. */
  public PartitionsSpec {
    workers = List.copyOf(workers);
    if (lease.compareTo(Leases.SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "a lease of " + lease + ": expected at least " + Leases.SHORTEST);
    }
  }

  /** The handler's name. */
  String name() {
    return workers.getFirst().name();
  }

  /** Whether the only partition has everything: one replica is active, the others stand by. */
  boolean isWhole() {
    return workers.size() == 1 && workers.getFirst().consumer().equals(consumer);
  }

  /** Names a partition in a line about the handler; empty if there is nothing to tell apart. */
  String label(int partition) {
    return isWhole() ? "" : "partition " + partition + ": ";
  }

  /** How many partitions there are. */
  int count() {
    return workers.size();
  }
}
