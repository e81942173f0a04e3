package dev.weft.simulation.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weft.PublishReceipt;
import dev.weft.transport.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the server knows of a run: each delivery, settlement, publish and register write in the
 * order in which it happened at the server, whatever the replicas know of it. A consumer is named
 * {@code stream/name}, a message by the number with which its data begins; times are in nanoseconds
 * since the start of the simulation.
 *
 * <p>To be read between two steps of the run, or after it.
 */
public final class GroundTruth {

  /** A message that the server has sent to a replica; whether it arrived is another matter. */
  public record Delivered(
      String consumer, long sequence, int attempt, int message, String replica, long at) {}

  /** A settlement that has arrived, of the delivery with this attempt. */
  public record Settled(
      String consumer,
      long sequence,
      int attempt,
      int message,
      Outcome outcome,
      String replica,
      long at) {

    /** Whether the message does not come again after it. */
    public boolean isFinal() {
      return !(outcome instanceof Outcome.Retry);
    }
  }

  /** A publish that a stream has stored, or has known already. */
  public record Published(String subject, PublishReceipt receipt, String replica, long at) {}

  /** A document that was replaced. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Written(String subject, long revision, byte[] data, String replica, long at) {}

  private static final int DIGITS = 9;

  private final List<Delivered> deliveries = new ArrayList<>();
  private final List<Settled> settlements = new ArrayList<>();
  private final List<Published> publishes = new ArrayList<>();
  private final List<Written> writes = new ArrayList<>();
  private final Map<String, Map<Long, Settled>> finals = new LinkedHashMap<>();
  private final Map<String, Map<Long, Delivered>> open = new LinkedHashMap<>();
  private final Map<String, Set<Long>> putOff = new LinkedHashMap<>();

  GroundTruth() {}

  void delivered(Delivered delivered) {
    deliveries.add(delivered);
    open.computeIfAbsent(delivered.consumer(), consumer -> new TreeMap<>())
        .put(delivered.sequence(), delivered);
    putOffOf(delivered.consumer()).remove(delivered.sequence());
  }

  void settled(Settled settled) {
    settlements.add(settled);
    if (settled.isFinal()) {
      finals
          .computeIfAbsent(settled.consumer(), consumer -> new TreeMap<>())
          .putIfAbsent(settled.sequence(), settled);
      openOf(settled.consumer()).remove(settled.sequence());
    } else {
      putOff(settled.consumer(), settled.sequence());
    }
  }

  /** A message is to be delivered again, at once or later. */
  void putOff(String consumer, long sequence) {
    putOffOf(consumer).add(sequence);
  }

  /** Whether a message is to be delivered again since its last delivery. */
  boolean isPutOff(Delivered last) {
    return putOffOf(last.consumer()).contains(last.sequence());
  }

  void published(Published published) {
    publishes.add(published);
  }

  void written(Written written) {
    writes.add(written);
  }

  /** What was delivered of a consumer and not settled for good, by sequence. */
  Map<Long, Delivered> openOf(String consumer) {
    return open.computeIfAbsent(consumer, name -> new TreeMap<>());
  }

  private Set<Long> putOffOf(String consumer) {
    return putOff.computeIfAbsent(consumer, name -> new TreeSet<>());
  }

  /** The number with which data begins; negative if it is none. */
  public static int number(byte[] data) {
    int end = 0;
    while (end < data.length && end < DIGITS && data[end] >= '0' && data[end] <= '9') {
      end++;
    }
    boolean isNumber = end > 0 && (end == data.length || data[end] == ' ');
    return isNumber ? Integer.parseInt(new String(data, 0, end, US_ASCII)) : -1;
  }

  /** All deliveries. */
  public List<Delivered> deliveries() {
    return List.copyOf(deliveries);
  }

  /** All settlements that have arrived, those without an effect among them. */
  public List<Settled> settlements() {
    return List.copyOf(settlements);
  }

  /** How many settlements have arrived. */
  public int arrived() {
    return settlements.size();
  }

  /** All publishes that were stored, or recognised as duplicates. */
  public List<Published> publishes() {
    return List.copyOf(publishes);
  }

  /** All register writes that succeeded. */
  public List<Written> writes() {
    return List.copyOf(writes);
  }

  /** The first acknowledgement or rejection of a message; that one counts. */
  public Optional<Settled> settled(String consumer, long sequence) {
    return Optional.ofNullable(finals.getOrDefault(consumer, Map.of()).get(sequence));
  }

  /** The sequences of what was delivered and is neither acknowledged nor rejected. */
  public SortedSet<Long> unsettled(String consumer) {
    return new TreeSet<>(openOf(consumer).keySet());
  }

  /** What a replica was the last to be sent, and has neither settled nor handed back. */
  public List<Delivered> left(String replica) {
    return open.values().stream()
        .flatMap(bySequence -> bySequence.values().stream())
        .filter(last -> last.replica().equals(replica) && !isPutOff(last))
        .toList();
  }
}
