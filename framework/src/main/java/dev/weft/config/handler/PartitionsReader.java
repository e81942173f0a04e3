package dev.weft.config.handler;

import dev.weft.config.hocon.Kind;
import dev.weft.config.hocon.Kinds;
import dev.weft.config.hocon.Section;
import dev.weft.engine.partition.Leases;
import dev.weft.transport.settings.SettingText;
import dev.weft.transport.settings.SubjectPattern;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads how a handler's replicas share what is in order by key. */
final class PartitionsReader {

  // Each has a consumer, and with its owner a thread and an open request.
  private static final Kind<Long> COUNT = Kinds.between(1, 256);

  private static final Kind<String> SUBJECT =
      Kinds.TEXT
          .where(
              subject ->
                  Arrays.stream(subject.split("\\.", -1))
                              .filter(PartitionsConfig.TOKEN::equals)
                              .count()
                          == 1
                      && subject.indexOf('{') == subject.lastIndexOf('{'),
              "expected a subject with one token {partition}, such as \"orders.{partition}.*\"")
          .where(
              subject -> SubjectPattern.isPattern(subject.replace("{partition}", "0")),
              "expected tokens with dots between them, none of them empty or with a blank in it,"
                  + " and > at the end only");

  private static final Kind<Duration> LEASE =
      Kinds.DURATION.where(
          lease -> lease.compareTo(Leases.SHORTEST) >= 0,
          "expected at least " + SettingText.of(Leases.SHORTEST));

  private PartitionsReader() {}

  /**
   * The partitions. Without a number, and with an order by key, there is one that has everything;
   * none if the handler's replicas are not to agree on anything.
   */
  static Optional<PartitionsConfig> read(Section handler) {
    Section partitions = handler.section("partitions");
    Optional<Long> count = partitions.find("count", COUNT);
    Optional<String> subject = partitions.find("subject", SUBJECT);
    Duration lease = partitions.get("lease", LEASE, Leases.SHORTEST);
    boolean singleActive = handler.get("single-active", Kinds.FLAG, true);
    if (!partitions.has("count")) {
      if (partitions.has("subject")) {
        partitions.problem("subject", "expected partitions.count too, such as count = 8");
      }
      return isByKey(handler) && singleActive
          ? Optional.of(PartitionsConfig.whole(lease))
          : Optional.empty();
    }
    if (!partitions.has("subject")) {
      partitions.problem(
          "count", "expected partitions.subject too, such as \"orders.{partition}.*\"");
    }
    checkRest(handler, partitions);
    return count.flatMap(
        number -> subject.map(text -> new PartitionsConfig((int) (long) number, text, lease)));
  }

  private static boolean isByKey(Section handler) {
    return handler.find("ordering", Kinds.ANY_TEXT).filter("key"::equals).isPresent();
  }

  private static void checkRest(Section handler, Section partitions) {
    if (!isByKey(handler)) {
      partitions.problem("count", "expected ordering = key too; without it replicas share anyway");
    }
    Section consumer = handler.section("consumer");
    for (String filter : List.of("filter_subject", "filter_subjects")) {
      if (consumer.has(filter)) {
        consumer.problem(filter, "not with partitions; partitions.subject is what they take");
      }
    }
  }
}
