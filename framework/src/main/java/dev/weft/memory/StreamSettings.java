package dev.weft.memory;

import dev.weft.transport.StreamSpec;
import dev.weft.transport.settings.SubjectPattern;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a memory stream goes by.
 *
 * @param all all settings, for comparison
 * @param subjects what it takes
 * @param workQueue whether a message goes once it is acknowledged or rejected
 * @param bounds how much it keeps
 * @param duplicateWindow how long it remembers a message's id, in nanoseconds
 * @param schedules whether it holds scheduled messages
 */
record StreamSettings(
    Settings all,
    List<SubjectPattern> subjects,
    boolean workQueue,
    Bounds bounds,
    long duplicateWindow,
    boolean schedules) {

  /**
   * How much a stream keeps.
   *
   * @param messages how many messages
   * @param refusesWhenFull whether what is too many is refused; else the oldest makes room
   * @param perSubject how many messages of each subject; the oldest makes room
   */
  record Bounds(long messages, boolean refusesWhenFull, long perSubject) {}

  private static final Set<String> HEEDED =
      Set.of(
          "subjects",
          "retention",
          "max_msgs",
          "max_msgs_per_subject",
          "discard",
          "duplicate_window",
          "allow_msg_schedules");

  /** They bound or describe what is stored, or permit what the memory transport refuses anyway. */
  private static final Set<String> IGNORED =
      Set.of(
          "allow_atomic",
          "allow_direct",
          "allow_msg_ttl",
          "allow_rollup_hdrs",
          "compression",
          "consumer_limits",
          "deny_delete",
          "deny_purge",
          "description",
          "max_age",
          "max_bytes",
          "max_consumers",
          "max_msg_size",
          "metadata",
          "num_replicas",
          "placement",
          "storage");

  private static final Map<String, Object> DEFAULTS =
      Map.of(
          "retention", "limits",
          "discard", "old",
          "duplicate_window", Duration.ofMinutes(2).toNanos(),
          "storage", "file",
          "compression", "none",
          "num_replicas", 1L);

  static StreamSettings of(StreamSpec spec) {
    var defaults = new HashMap<>(DEFAULTS);
    defaults.put("subjects", List.of(spec.name()));
    var all = new Settings("stream " + spec.name(), defaults, spec.settings());
    all.allowOnly(HEEDED, IGNORED);
    long maxMessages = all.number("max_msgs");
    boolean schedules = all.flag("allow_msg_schedules");
    // A server does not have the two together.
    String discard = all.oneOf("discard", schedules ? Set.of("old") : Set.of("old", "new"));
    Optional<String> overlap = SubjectPattern.overlapping(all.subjects("subjects"));
    if (overlap.isPresent()) {
      throw all.refusal("subjects", overlap.get());
    }
    long perSubject = all.number("max_msgs_per_subject");
    long window = all.number("duplicate_window");
    return new StreamSettings(
        all,
        all.subjects("subjects"),
        all.oneOf("retention", Set.of("limits", "workqueue")).equals("workqueue"),
        new Bounds(
            maxMessages > 0 ? maxMessages : Long.MAX_VALUE,
            discard.equals("new"),
            perSubject > 0 ? perSubject : Long.MAX_VALUE),
        window > 0 ? window : Duration.ofMinutes(2).toNanos(),
        schedules);
  }

  boolean take(String subject) {
    return subjects.stream().anyMatch(taken -> taken.matches(subject));
  }
}
