package dev.weft.config.nats;

import dev.weft.config.hocon.Section;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.settings.SubjectPattern;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a server refuses of the settings of a stream beside each other, and beside other streams.
 */
final class StreamRules {

  /** What the server keeps for itself, unless nobody is told that a message is stored. */
  private static final List<SubjectPattern> SYSTEM =
      List.of(
          SubjectPattern.of("$JS.>"),
          SubjectPattern.of("$JSC.>"),
          SubjectPattern.of("$NRG.>"),
          SubjectPattern.of("$SYS.>"));

  private static final List<SubjectPattern> OPEN =
      List.of(SubjectPattern.of("$JS.EVENT.>"), SubjectPattern.of("$SYS.ACCOUNT.>"));

  private record Rule(String key, Predicate<Map<String, Object>> isBroken, String what) {}

  // What all servers refuse that know the keys. Some of 2.12 and 2.14 take schedules with counters
  // or with discard = new, which later ones refuse: what works there is not to be refused here.
  private static final List<Rule> RULES =
      List.of(
          not("subjects", "mirror"),
          not("sources", "mirror"),
          not("first_seq", "mirror"),
          not("allow_atomic", "mirror"),
          not("allow_batched", "mirror"),
          not("allow_msg_counter", "mirror"),
          not("allow_msg_schedules", "mirror"),
          not("allow_msg_schedules", "sources"),
          not("subject_delete_marker_ttl", "mirror"),
          not("deny_purge", "allow_rollup_hdrs"),
          not("allow_msg_ttl", "allow_msg_counter"),
          new Rule(
              "allow_msg_counter",
              all -> on(all, "allow_msg_counter") && is(all, "discard", "new"),
              "the server refuses it together with discard = new; leave one of them out"),
          new Rule(
              "allow_msg_counter",
              all ->
                  on(all, "allow_msg_counter")
                      && !is(all, "retention", "limits")
                      && all.containsKey("retention"),
              "expected retention = limits too, without which the server refuses it"),
          new Rule(
              "discard_new_per_subject",
              all ->
                  on(all, "discard_new_per_subject")
                      && !(is(all, "discard", "new") && on(all, "max_msgs_per_subject")),
              "expected discard = new and max_msgs_per_subject too, without which the server refuses it"),
          new Rule(
              "duplicate_window",
              all -> on(all, "max_age") && number(all, "duplicate_window") > number(all, "max_age"),
              "expected no more than max_age, as the server asks for"),
          new Rule(
              "persist_mode",
              all ->
                  is(all, "persist_mode", "async")
                      && (is(all, "storage", "memory")
                          || number(all, "num_replicas") > 1
                          || on(all, "allow_atomic")),
              "async: expected storage = file, num_replicas = 1 and no allow_atomic, as the server asks for"));

  private StreamRules() {}

  /**
   * Notes what is wrong.
   *
   * @param others the streams before it, each with subjects of its own
   */
  static void check(Section stream, StreamSpec spec, List<StreamSpec> others) {
    Map<String, Object> settings = spec.settings();
    RULES.stream()
        .filter(rule -> rule.isBroken.test(settings))
        .forEach(rule -> stream.problem(rule.key, rule.what));
    ConsumerRules.metadata(stream, settings);
    sources(stream, settings);
    List<SubjectPattern> subjects = ConsumerRules.subjects(settings.get("subjects"));
    SubjectPattern.overlapping(subjects).ifPresent(what -> stream.problem("subjects", what));
    if (!on(settings, "no_ack")) {
      subjects.stream()
          .filter(StreamRules::isSystem)
          .findFirst()
          .ifPresent(
              one ->
                  stream.problem(
                      "subjects",
                      one
                          + " is one of the server's own, which it refuses"
                          + " without no_ack = true; expected others"));
    }
    for (StreamSpec other : others) {
      for (SubjectPattern theirs : ConsumerRules.subjects(other.settings().get("subjects"))) {
        subjects.stream()
            .filter(theirs::overlaps)
            .findFirst()
            .ifPresent(
                mine ->
                    stream.problem(
                        "subjects",
                        "%s overlaps with %s of stream %s, and the server has each subject in one"
                                .formatted(mine, theirs, other.name())
                            + " stream only; make one of them narrower"));
      }
    }
  }

  private static void sources(Section stream, Map<String, Object> settings) {
    if (settings.get("mirror") instanceof Map<?, ?> mirror
        && !mirror.isEmpty()
        && !mirror.containsKey("name")) {
      stream.problem("mirror", "expected the name of the stream that is mirrored: mirror.name");
    }
    if (settings.get("sources") instanceof Collection<?> sources) {
      if (sources.stream()
          .anyMatch(one -> one instanceof Map<?, ?> it && !it.containsKey("name"))) {
        stream.problem("sources", "expected the name of a stream in each: name = …");
      }
      if (new HashSet<>(sources).size() < sources.size()) {
        stream.problem("sources", "two of them are the same; leave one out");
      }
    }
  }

  private static boolean isSystem(SubjectPattern subject) {
    return SYSTEM.stream().anyMatch(subject::isWithin) // older servers take what is wider
        && OPEN.stream().noneMatch(subject::isWithin);
  }

  private static Rule not(String key, String other) {
    return new Rule(
        key,
        all -> on(all, key) && on(all, other),
        "the server refuses it together with " + other + "; leave one of them out");
  }

  private static boolean is(Map<String, Object> settings, String key, String value) {
    return value.equals(settings.get(key));
  }

  private static long number(Map<String, Object> settings, String key) {
    return settings.get(key) instanceof Number number ? number.longValue() : 0;
  }

  private static boolean on(Map<String, Object> settings, String key) {
    @Nullable Object value = settings.get(key);
    return switch (value) {
      case null -> false;
      case Boolean flag -> flag;
      case Number number -> number.longValue() > 0;
      case Collection<?> list -> !list.isEmpty();
      case Map<?, ?> block -> !block.isEmpty();
      default -> !Objects.equals(value, "");
    };
  }
}
