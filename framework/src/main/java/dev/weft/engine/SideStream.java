package dev.weft.engine;

import dev.weft.transport.StreamSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A stream that Weft keeps beside one that handlers take from. It goes where that one goes, takes
 * NATS's settings by configuration, and has by itself what it needs to keep its promise.
 */
public enum SideStream {
  /** What handlers gave up. */
  DEAD_LETTERS("_DLQ", "DLQ.", Map.of()),

  /** The server's word on what {@code max_deliver} ended, and notes of last attempts. */
  DEATHS("_DEATHS", "DEATHS.", Map.of("retention", "limits")),

  /** What waits long for its next attempt. */
  RETRIES("_RETRY", "RETRY.", Map.of("retention", "workqueue", "allow_msg_schedules", true)),

  /** The marks of parked keys. */
  PARKED_KEYS("_PARKED", "PARKED.", Map.of()),

  /** What replicas agree on. */
  LEASES("_LEASES", "LEASES.", Map.of("retention", "limits", "max_msgs_per_subject", 1L));

  /** How the subjects begin on which the server says what {@code max_deliver} has ended. */
  public static final String ADVISORIES = "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.";

  private static final String BYTES = "max_bytes";
  private static final String DISCARD = "discard";
  private static final String SUBJECTS = "subjects";
  private static final Set<String> LIMITS = Set.of(BYTES, "max_msgs");

  /** Where a stream is, and how safely. */
  private static final Set<String> PLACE = Set.of("num_replicas", "placement", "storage");

  /** Settings that lose, refuse or change nothing that the stream is to keep. */
  private static final Set<String> HARMLESS =
      Set.of(
          "allow_direct",
          "compression",
          "description",
          "duplicate_window",
          BYTES,
          "max_consumers",
          "max_msg_size",
          "metadata",
          "num_replicas",
          "placement",
          "storage");

  /** What a stream of dead letters may have and one of deaths not: it would lose or change some. */
  private static final Set<String> NOT_FOR_DEATHS =
      Set.of(
          DISCARD,
          "discard_new_per_subject",
          "max_msgs_per_subject",
          "no_ack",
          "republish",
          "subject_transform");

  // Documents of a few kilobytes, one for each handler or parked key.
  private static final long DOCUMENTS = 1 << 20;
  private static final long UNBOUNDED_ORIGINAL = 64 << 20;

  private final String suffix;
  private final String prefix;

  @SuppressWarnings("ImmutableEnumChecker") // each is a Map.of, which nobody can change
  private final Map<String, Object> given;

  SideStream(String suffix, String prefix, Map<String, Object> given) {
    this.suffix = suffix;
    this.prefix = prefix;
    this.given = given;
  }

  /** The name of the one beside a stream. */
  public String name(String original) {
    return original + suffix;
  }

  /** How the subjects of the one beside a stream begin. */
  public String prefix(String original) {
    return prefix + original + ".";
  }

  /** The one beside a stream, with these of NATS's settings and with what is given. */
  public StreamSpec beside(String original, Map<String, Object> settings) {
    var all = new HashMap<>(settings);
    all.putAll(given);
    all.put(SUBJECTS, subjects(original));
    if (refusesWhenFull() && LIMITS.stream().anyMatch(all::containsKey)) {
      all.putIfAbsent(DISCARD, "new"); // what is full refuses; it forgets nothing
    }
    return new StreamSpec(name(original), all);
  }

  private List<String> subjects(String original) {
    String own = prefix(original) + ">";
    return this == DEATHS ? List.of(own, ADVISORIES + original + ".*") : List.of(own);
  }

  /** The settings without which it cannot be used at all. */
  public Set<String> needed() {
    return this == RETRIES ? Set.of(SUBJECTS, "retention", "allow_msg_schedules") : Set.of();
  }

  /** Whether a configuration may set one of NATS's keys for it. */
  public boolean takes(String key) {
    return switch (this) {
      case DEAD_LETTERS -> !Set.of(SUBJECTS, "mirror", "sources").contains(key);
      case DEATHS -> HARMLESS.contains(key) || Set.of("max_age", DISCARD).contains(key);
      case RETRIES, PARKED_KEYS, LEASES -> HARMLESS.contains(key);
    };
  }

  /** What of the settings of a stream of dead letters holds here too, unless it is set. */
  public Map<String, Object> shared(Map<String, Object> deadLetters) {
    var shared = new HashMap<>(deadLetters);
    switch (this) {
      case DEATHS -> shared.keySet().removeAll(NOT_FOR_DEATHS);
      case PARKED_KEYS ->
          shared.keySet().removeIf(key -> !PLACE.contains(key) && !key.equals("compression"));
      case DEAD_LETTERS, RETRIES, LEASES -> shared.clear();
    }
    return shared;
  }

  /**
   * What it is created with where nothing is configured.
   *
   * @param original the settings of the stream it belongs to
   * @param bytesRequired whether the account lets no stream be without a limit of its size
   */
  public Map<String, Object> derived(Map<String, Object> original, boolean bytesRequired) {
    var derived = new HashMap<>(original);
    derived.keySet().retainAll(PLACE);
    if (bytesRequired) {
      derived.put(BYTES, bytes(original));
      if (refusesWhenFull()) {
        derived.put(DISCARD, "new");
      }
    }
    return derived;
  }

  private long bytes(Map<String, Object> original) {
    long its =
        original.get(BYTES) instanceof Number bytes && bytes.longValue() > 0
            ? bytes.longValue()
            : UNBOUNDED_ORIGINAL;
    return keepsDocuments() ? Math.min(its, DOCUMENTS) : its;
  }

  /**
   * Whether a full one is to refuse rather than to forget. The server lets no stream of schedules
   * do that, so {@code RetryRoom} does; and of deaths the oldest have been dealt with.
   */
  public boolean refusesWhenFull() {
    return this == DEAD_LETTERS || keepsDocuments();
  }

  private boolean keepsDocuments() {
    return this == PARKED_KEYS || this == LEASES;
  }
}
