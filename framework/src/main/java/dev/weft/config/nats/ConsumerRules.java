package dev.weft.config.nats;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.config.hocon.Section;
import dev.weft.transport.settings.SubjectPattern;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a server refuses of the settings of a consumer beside each other. */
public final class ConsumerRules {

  private static final int MAX_METADATA = 128 * 1024;

  private static final String POLICY = "deliver_policy";
  private static final String SEQUENCE = "opt_start_seq";
  private static final String TIME = "opt_start_time";

  private final Section consumer;
  private final Map<String, Object> settings;

  /** The rules for one consumer, by what stands in its section and what that was read to. */
  public ConsumerRules(Section consumer, Map<String, Object> settings) {
    this.consumer = consumer;
    this.settings = settings;
  }

  /**
   * Notes what is wrong.
   *
   * @param partitioned whether its partitions have a filter each
   */
  public void check(boolean partitioned) {
    filters();
    start(partitioned);
    metadata(consumer, settings);
  }

  private void filters() {
    if (consumer.has("filter_subject") && consumer.has("filter_subjects")) {
      consumer.problem("filter_subject", "expected it or filter_subjects, not both");
    }
    SubjectPattern.redundant(subjects(settings.get("filter_subjects")))
        .ifPresent(what -> consumer.problem("filter_subjects", what));
  }

  private void start(boolean partitioned) {
    Object policy = settings.getOrDefault(POLICY, "all");
    boolean sequence = settings.get(SEQUENCE) instanceof Long from && from > 0;
    boolean time = settings.containsKey(TIME);
    switch (String.valueOf(policy)) {
      case "by_start_sequence" -> needs(sequence, SEQUENCE);
      case "by_start_time" -> needs(time, TIME);
      case "last_per_subject" ->
          needs(
              partitioned
                  || consumer.has("filter_subject")
                  || !subjects(settings.get("filter_subjects")).isEmpty(),
              "filter_subject (> for all that the stream has)");
      default -> {}
    }
    if (sequence && !policy.equals("by_start_sequence")) {
      consumer.problem(SEQUENCE, only("by_start_sequence"));
    }
    if (time && !policy.equals("by_start_time")) {
      consumer.problem(TIME, only("by_start_time"));
    }
  }

  private void needs(boolean fulfilled, String key) {
    if (!fulfilled && !consumer.has(key)) { // what is there and wrong is said already
      consumer.problem(POLICY, "expected " + key + " too, without which the server refuses it");
    }
  }

  private static String only(String policy) {
    return "expected deliver_policy = "
        + policy
        + " too, without which the server refuses it; or leave it out";
  }

  /** Notes metadata that are too long, of a stream or a consumer. */
  static void metadata(Section owner, Map<String, Object> settings) {
    if (settings.get("metadata") instanceof Map<?, ?> labels) {
      long size =
          labels.entrySet().stream()
              .mapToLong(one -> bytes(one.getKey()) + bytes(one.getValue()))
              .sum();
      if (size > MAX_METADATA) {
        owner.problem(
            "metadata",
            "too long: %d bytes, and the server takes %d".formatted(size, MAX_METADATA));
      }
    }
  }

  private static long bytes(Object text) {
    return String.valueOf(text).getBytes(UTF_8).length;
  }

  /** Those that are well written; what is wrong with the others is said already. */
  static List<SubjectPattern> subjects(@Nullable Object list) {
    return list instanceof Collection<?> several
        ? several.stream()
            .map(String::valueOf)
            .filter(SubjectPattern::isPattern)
            .map(SubjectPattern::of)
            .toList()
        : List.of();
  }
}
