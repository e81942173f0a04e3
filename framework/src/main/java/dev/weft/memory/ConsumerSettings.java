package dev.weft.memory;

import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.settings.SubjectPattern;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a memory consumer goes by.
 *
 * @param all all settings, for comparison
 * @param filters what it takes of its stream; everything if there are none
 * @param start where it begins
 * @param startSequence the first sequence, if it begins by sequence
 * @param limits how long, how often and how many
 * @param headersOnly whether messages are delivered without their data
 */
record ConsumerSettings(
    Settings all,
    List<SubjectPattern> filters,
    Start start,
    long startSequence,
    Limits limits,
    boolean headersOnly) {

  /**
   * The limits of a consumer's deliveries.
   *
   * @param ackWait how long a delivery may stay unsettled, in nanoseconds
   * @param maxDeliver how often a message is delivered at most
   * @param maxAckPending how many deliveries may be unsettled at once
   */
  record Limits(long ackWait, long maxDeliver, long maxAckPending) {}

  /** With which message a new consumer begins. */
  enum Start {
    /** The first one the stream has. */
    ALL,
    /** The last one it has. */
    LAST,
    /** The next one to be published. */
    NEW,
    /** One of a given sequence, or the next after it. */
    BY_START_SEQUENCE
  }

  private static final Duration ACK_WAIT = Duration.ofSeconds(30);
  private static final long MAX_ACK_PENDING = 1000;

  private static final Set<String> HEEDED =
      Set.of(
          "deliver_policy",
          "opt_start_seq",
          "ack_policy",
          "ack_wait",
          "max_deliver",
          "max_ack_pending",
          "filter_subject",
          "filter_subjects",
          "headers_only",
          "replay_policy");

  /** They describe the consumer, or bound what only a client and a server apart can do. */
  private static final Set<String> IGNORED =
      Set.of(
          "description",
          "inactive_threshold",
          "max_batch",
          "max_bytes",
          "max_expires",
          "max_waiting",
          "mem_storage",
          "metadata",
          "num_replicas",
          "sample_freq");

  private static final Map<String, Object> DEFAULTS =
      Map.of(
          "deliver_policy",
          "all",
          "ack_policy",
          "explicit",
          "replay_policy",
          "instant",
          "ack_wait",
          ACK_WAIT.toNanos(),
          "max_ack_pending",
          MAX_ACK_PENDING,
          "max_waiting",
          512L);

  static ConsumerSettings of(ConsumerSpec spec) {
    var all = new Settings(Streams.name(spec), DEFAULTS, spec.settings());
    all.allowOnly(HEEDED, IGNORED);
    all.oneOf("ack_policy", Set.of("explicit"));
    all.oneOf("replay_policy", Set.of("instant"));
    Start start =
        switch (all.oneOf("deliver_policy", Set.of("all", "last", "new", "by_start_sequence"))) {
          case "last" -> Start.LAST;
          case "new" -> Start.NEW;
          case "by_start_sequence" -> Start.BY_START_SEQUENCE;
          default -> Start.ALL;
        };
    List<SubjectPattern> filters = filters(all);
    long ackWait = all.number("ack_wait");
    long maxDeliver = all.number("max_deliver");
    return new ConsumerSettings(
        all,
        filters,
        start,
        all.number("opt_start_seq"),
        new Limits(
            ackWait > 0 ? ackWait : ACK_WAIT.toNanos(),
            maxDeliver > 0 ? maxDeliver : Long.MAX_VALUE,
            slots(all.number("max_ack_pending"))),
        all.flag("headers_only"));
  }

  private static List<SubjectPattern> filters(Settings all) {
    List<SubjectPattern> several = all.subjects("filter_subjects");
    List<SubjectPattern> one = all.subjects("filter_subject");
    if (!several.isEmpty() && !one.isEmpty()) {
      throw all.refusal("filter_subject", "expected it or filter_subjects, not both");
    }
    Optional<String> problem = SubjectPattern.redundant(several);
    if (problem.isPresent()) {
      throw all.refusal("filter_subjects", problem.get());
    }
    return several.isEmpty() ? one : several;
  }

  boolean take(String subject) {
    return filters.isEmpty() || filters.stream().anyMatch(filter -> filter.matches(subject));
  }

  /** Whether some subject is taken by both. */
  boolean overlap(ConsumerSettings other) {
    return filters.isEmpty()
        || other.filters.isEmpty()
        || filters.stream().anyMatch(mine -> other.filters.stream().anyMatch(mine::overlaps));
  }

  // The server reads 0 as "not set" and -1 as "as many as you like".
  private static long slots(long maxAckPending) {
    if (maxAckPending == 0) {
      return MAX_ACK_PENDING;
    }
    return maxAckPending > 0 ? maxAckPending : Long.MAX_VALUE;
  }
}
