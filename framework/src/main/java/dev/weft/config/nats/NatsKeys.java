package dev.weft.config.nats;

import static java.util.Map.entry;

import dev.weft.config.hocon.Kinds;
import dev.weft.config.nats.NatsKey.Block;
import dev.weft.config.nats.NatsKey.Blocks;
import dev.weft.config.nats.NatsKey.Labels;
import dev.weft.config.nats.NatsKey.Refused;
import dev.weft.config.nats.NatsKey.Value;
import dev.weft.config.nats.NatsKey.Values;
import dev.weft.engine.SideStream;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The keys that nats-server 2.15 takes for a stream and for a consumer, without their names, and
 * what Weft does about each; limits beyond the obvious are left to the server, which knows its own.
 */
public final class NatsKeys {

  private static final NatsKey TEXT = new Value(Kinds.ANY_TEXT);
  private static final NatsKey DESCRIPTION = new Value(Kinds.DESCRIPTION);
  private static final NatsKey STREAM_NAME = new Value(Kinds.STREAM_OR_CONSUMER);
  private static final NatsKey FLAG = new Value(Kinds.FLAG);
  private static final NatsKey DURATION = new Value(Kinds.NANOS);
  private static final NatsKey TENTHS = new Value(Kinds.nanosFrom(Duration.ofMillis(100)));
  private static final NatsKey INSTANT = new Value(Kinds.INSTANT);
  private static final NatsKey SIZE = new Value(Kinds.SIZE);
  private static final NatsKey SIZE_OF_ONE =
      new Value(Kinds.SIZE.where(size -> size <= Integer.MAX_VALUE, "expected less than 2GiB"));
  private static final NatsKey COUNT = new Value(Kinds.atLeast(0));
  private static final NatsKey LIMIT = new Value(Kinds.atLeast(-1)); // -1: none
  private static final NatsKey REPLICAS = new Value(Kinds.between(0, 5));
  private static final NatsKey LABELS = new Labels();

  private static final NatsKey PUSH =
      new Refused("not with Weft: it is for consumers that push, and Weft pulls; leave it out");
  private static final NatsKey PRIORITY =
      new Refused(
          "not with Weft: its pulls name no priority group, so that the server would refuse them;"
              + " leave it out");

  private static final Map<String, NatsKey> TRANSFORM = Map.of("src", TEXT, "dest", TEXT);

  private static final Map<String, NatsKey> SOURCE =
      Map.ofEntries(
          entry("name", STREAM_NAME),
          entry("opt_start_seq", COUNT),
          entry("opt_start_time", INSTANT),
          entry("filter_subject", new Value(Kinds.FILTER)),
          entry("subject_transforms", new Blocks(TRANSFORM)),
          entry("external", new Block(Map.of("api", TEXT, "deliver", TEXT))),
          entry("consumer", new Block(Map.of("name", TEXT, "deliver_subject", TEXT))));

  /** A stream's keys. */
  public static final Map<String, NatsKey> STREAM =
      Map.ofEntries(
          entry("description", DESCRIPTION),
          entry("subjects", new Values(Kinds.SUBJECTS)),
          entry("retention", new Value(Kinds.oneOf("limits", "interest", "workqueue"))),
          entry("storage", new Value(Kinds.oneOf("file", "memory"))),
          entry("compression", new Value(Kinds.oneOf("none", "s2"))),
          entry("discard", new Value(Kinds.oneOf("old", "new"))),
          entry("discard_new_per_subject", FLAG),
          entry("max_age", TENTHS),
          entry("max_bytes", SIZE),
          entry("max_consumers", LIMIT),
          entry("max_msg_size", SIZE_OF_ONE),
          entry("max_msgs", LIMIT),
          entry("max_msgs_per_subject", LIMIT),
          entry("num_replicas", REPLICAS),
          entry("duplicate_window", TENTHS),
          entry("no_ack", FLAG),
          entry("first_seq", COUNT),
          entry("metadata", LABELS),
          entry("placement", new Block(Map.of("cluster", TEXT, "tags", new Values(Kinds.TEXT)))),
          entry("mirror", new Block(SOURCE)),
          entry("sources", new Blocks(SOURCE)),
          entry("subject_transform", new Block(TRANSFORM)),
          entry("republish", new Block(Map.of("src", TEXT, "dest", TEXT, "headers_only", FLAG))),
          entry(
              "consumer_limits",
              new Block(Map.of("inactive_threshold", DURATION, "max_ack_pending", LIMIT))),
          entry("allow_rollup_hdrs", FLAG),
          entry("allow_direct", FLAG),
          entry("mirror_direct", FLAG),
          entry("deny_delete", FLAG),
          entry("deny_purge", FLAG),
          entry("allow_msg_ttl", FLAG),
          entry("subject_delete_marker_ttl", new Value(Kinds.nanosFrom(Duration.ofSeconds(1)))),
          entry("allow_msg_schedules", FLAG),
          entry("allow_msg_counter", FLAG),
          entry("allow_atomic", FLAG),
          entry("allow_batched", FLAG),
          entry("persist_mode", new Value(Kinds.oneOf("default", "async"))),
          entry("sealed", new Refused("a stream cannot be created sealed; leave it out")),
          entry("template_owner", new Refused("gone from NATS with its templates; leave it out")));

  /** A consumer's keys. */
  public static final Map<String, NatsKey> CONSUMER =
      Map.ofEntries(
          entry("description", DESCRIPTION),
          entry(
              "deliver_policy",
              new Value(
                  Kinds.oneOf(
                      "all",
                      "last",
                      "new",
                      "by_start_sequence",
                      "by_start_time",
                      "last_per_subject"))),
          entry("opt_start_seq", new Value(Kinds.atLeast(1))),
          entry("opt_start_time", INSTANT),
          entry(
              "ack_policy",
              new Value(
                  Kinds.oneOf("explicit", "none", "all")
                      .where(
                          "explicit"::equals,
                          "expected explicit: Weft settles each message by itself"))),
          entry("ack_wait", DURATION),
          entry("max_deliver", LIMIT),
          entry("max_ack_pending", LIMIT),
          entry("filter_subject", new Value(Kinds.FILTER)),
          entry("filter_subjects", new Values(Kinds.FILTER)),
          entry(
              "replay_policy",
              new Value(
                  Kinds.oneOf("instant", "original")
                      .where(
                          "instant"::equals,
                          "expected instant: with original the server answers no pull while it"
                              + " waits, which looks like a server that has stopped"))),
          entry("sample_freq", new Value(Kinds.PERCENT)),
          entry("max_waiting", COUNT),
          entry("headers_only", FLAG),
          entry("max_batch", COUNT),
          entry("max_bytes", SIZE),
          entry("max_expires", new Value(Kinds.nanosFrom(Duration.ofMillis(1)))),
          entry("inactive_threshold", DURATION),
          entry("num_replicas", REPLICAS),
          entry("mem_storage", FLAG),
          entry("metadata", LABELS),
          entry("pause_until", INSTANT),
          entry(
              "backoff",
              new Refused(
                  "not with Weft: it replaces ack_wait and is added to the delay of each retry;"
                      + " set the handler's retry block")),
          entry("deliver_subject", PUSH),
          entry("deliver_group", PUSH),
          entry("flow_control", PUSH),
          entry("idle_heartbeat", PUSH),
          entry("rate_limit_bps", PUSH),
          entry("priority_groups", PRIORITY),
          entry("priority_policy", PRIORITY),
          entry("priority_timeout", PRIORITY));

  /** What Weft does about a setting, beside passing it on. */
  public enum Care {
    /** Nothing. */
    PASSED,
    /** It goes by the server's value. */
    HEEDED,
    /** Refused or warned of at the start where Weft cannot work with it as expected. */
    CHECKED,
    /** The streams beside this one have the same unless it is set for them. */
    FOLLOWED
  }

  private static final Map<String, Care> CARE_OF_STREAMS =
      Map.of(
          "subjects", Care.CHECKED, // by the consumers' filters
          "mirror", Care.CHECKED,
          "sources", Care.CHECKED,
          "subject_transform", Care.CHECKED,
          "no_ack", Care.CHECKED,
          "consumer_limits", Care.CHECKED,
          "num_replicas", Care.FOLLOWED,
          "storage", Care.FOLLOWED,
          "placement", Care.FOLLOWED,
          "max_bytes", Care.FOLLOWED);

  private static final Map<String, Care> CARE_OF_CONSUMERS =
      Map.ofEntries(
          entry("ack_policy", Care.CHECKED),
          entry("ack_wait", Care.HEEDED),
          entry("filter_subject", Care.CHECKED),
          entry("filter_subjects", Care.CHECKED),
          entry("headers_only", Care.CHECKED),
          entry("inactive_threshold", Care.CHECKED),
          entry("max_ack_pending", Care.CHECKED),
          entry("max_batch", Care.HEEDED),
          entry("max_bytes", Care.HEEDED),
          entry("max_deliver", Care.CHECKED),
          entry("max_expires", Care.HEEDED),
          entry("max_waiting", Care.CHECKED),
          entry("metadata", Care.CHECKED),
          entry("pause_until", Care.CHECKED),
          entry("replay_policy", Care.CHECKED));

  private NatsKeys() {}

  /** What Weft does about a stream's setting. */
  public static Care careOfStreams(String key) {
    return CARE_OF_STREAMS.getOrDefault(key, Care.PASSED);
  }

  /** What Weft does about a consumer's setting. */
  public static Care careOfConsumers(String key) {
    return CARE_OF_CONSUMERS.getOrDefault(key, Care.PASSED);
  }

  /** The keys of a stream that Weft keeps beside another: any other could break its promise. */
  static Map<String, NatsKey> of(SideStream kind) {
    return STREAM.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Map.Entry::getKey,
                key -> kind.takes(key.getKey()) ? key.getValue() : refused(kind)));
  }

  private static Refused refused(SideStream kind) {
    String why =
        switch (kind) {
          case DEAD_LETTERS -> "is given: <STREAM>_DLQ takes DLQ.<STREAM>.>; leave it out";
          case DEATHS -> "not for a stream of deaths, which has to keep each note";
          case RETRIES ->
              "not for a stream of retries, which has to keep each message until its time";
          case PARKED_KEYS -> "not for a stream of parked keys, which has to keep each mark";
          case LEASES -> "not for a stream of leases, which has to keep each handler's document";
        };
    return new Refused(
        kind == SideStream.DEAD_LETTERS
            ? why
            : why
                + "; expected "
                + STREAM.keySet().stream()
                    .filter(kind::takes)
                    .sorted()
                    .collect(Collectors.joining(", ")));
  }
}
