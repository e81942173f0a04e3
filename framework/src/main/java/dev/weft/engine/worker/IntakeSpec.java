package dev.weft.engine.worker;

import dev.weft.ReceiveMode;
import dev.weft.engine.source.MessageMemory;
import dev.weft.transport.ConsumerSpec;

/**
 * What a worker receives, and how. A change makes a copy.
 *
 * @param consumer what it takes from
 * @param mode push or pull loop
 * @param pullBatch how many messages a pull loop asks for at once, unless more can start; without a
 *     key
 * @param memory bounds the bytes of what it has received and not settled
 * @param markers what is done with messages that only say that others are gone
 * @param expiring whether its stream removes messages by their {@code Nats-TTL}
 */
public record IntakeSpec(
    ConsumerSpec consumer,
    ReceiveMode mode,
    int pullBatch,
    MessageMemory memory,
    Markers markers,
    boolean expiring) {

  /** Ahead of demand, within the memory of the process; markers are handed over. */
  static IntakeSpec of(ConsumerSpec consumer) {
    return new IntakeSpec(
        consumer, ReceiveMode.PUSH, 1, MessageMemory.ofProcess(), Markers.HAND_OVER, false);
  }

  /** From another consumer. */
  IntakeSpec withConsumer(ConsumerSpec chosen) {
    return new IntakeSpec(chosen, mode, pullBatch, memory, markers, expiring);
  }

  /** With the given loop. */
  public IntakeSpec withMode(ReceiveMode chosen) {
    return new IntakeSpec(consumer, chosen, pullBatch, memory, markers, expiring);
  }

  /** With so many messages asked for at once by a pull loop. */
  public IntakeSpec withPullBatch(int chosen) {
    return new IntakeSpec(consumer, mode, chosen, memory, markers, expiring);
  }

  /** With what it holds counted there. */
  public IntakeSpec withMemory(MessageMemory chosen) {
    return new IntakeSpec(consumer, mode, pullBatch, chosen, markers, expiring);
  }

  /** With markers skipped or handed over. */
  public IntakeSpec withMarkers(Markers chosen) {
    return new IntakeSpec(consumer, mode, pullBatch, memory, chosen, expiring);
  }

  /** With messages that expire, or not. */
  public IntakeSpec withExpiring(boolean chosen) {
    return new IntakeSpec(consumer, mode, pullBatch, memory, markers, chosen);
  }
}
