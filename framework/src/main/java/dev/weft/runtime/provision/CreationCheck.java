package dev.weft.runtime.provision;

import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.settings.SettingDifferences;
import dev.weft.transport.settings.SettingText;
import dev.weft.transport.settings.SubjectPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a server refuses of a consumer that is to be created, because of its stream and of the
 * consumers beside it: said before anything is created.
 */
final class CreationCheck {

  private final ConsumerSpec consumer;
  private final Map<String, Object> stream;

  /**
   * A check of one consumer.
   *
   * @param stream the settings that its stream has, or will have
   */
  CreationCheck(ConsumerSpec consumer, Map<String, Object> stream) {
    this.consumer = consumer;
    this.stream = stream;
  }

  /**
   * Why the server would not create it, a line each.
   *
   * @param others the consumers of the same stream that come before it
   */
  List<String> refusals(Collection<ConsumerSpec> others) {
    var refusals = new ArrayList<String>();
    long replicas = number(consumer.settings(), "num_replicas");
    long most = Math.max(1, number(stream, "num_replicas"));
    boolean exact = !"limits".equals(stream.getOrDefault("retention", "limits"));
    if (replicas > most || (exact && replicas > 0 && replicas != most)) {
      refusals.add(
          refusal("num_replicas", "its stream has " + most + "; expected the same, or nothing"));
    }
    if (stream.get("consumer_limits") instanceof Map<?, ?> limits) {
      for (String key : List.of("max_ack_pending", "inactive_threshold")) {
        if (limits.get(key) instanceof Number limit
            && limit.longValue() > 0
            && number(consumer.settings(), key) > limit.longValue()) {
          refusals.add(
              refusal(
                  key,
                  "more than consumer_limits of its stream allow, "
                      + SettingText.of(key, limit)
                      + "; lower it, or raise theirs"));
        }
      }
    }
    if ("workqueue".equals(stream.get("retention"))) {
      workQueue(others, refusals);
    }
    return refusals;
  }

  private void workQueue(Collection<ConsumerSpec> others, List<String> refusals) {
    if (!"all".equals(consumer.settings().getOrDefault("deliver_policy", "all"))) {
      refusals.add(
          refusal("deliver_policy", "a work queue's consumer begins with all; leave it out"));
    }
    for (ConsumerSpec other : others) {
      if (!other.name().equals(consumer.name()) && overlap(other)) {
        refusals.add(
            name(consumer)
                + ": takes messages that "
                + name(other)
                + " takes too, and a work queue has one consumer for each; give them filters that"
                + " do not overlap, or another retention to the stream");
      }
    }
  }

  private boolean overlap(ConsumerSpec other) {
    Set<String> mine = SettingDifferences.filters(consumer.settings());
    Set<String> theirs = SettingDifferences.filters(other.settings());
    return mine.isEmpty()
        || theirs.isEmpty()
        || mine.stream()
            .map(SubjectPattern::of)
            .anyMatch(one -> theirs.stream().map(SubjectPattern::of).anyMatch(one::overlaps));
  }

  private String refusal(String key, String why) {
    return name(consumer)
        + ": "
        + key
        + " = "
        + SettingText.of(key, consumer.settings().get(key))
        + ": "
        + why;
  }

  private static String name(ConsumerSpec consumer) {
    return "consumer " + consumer.stream() + "/" + consumer.name();
  }

  private static long number(Map<String, Object> settings, String key) {
    return settings.get(key) instanceof Number number ? number.longValue() : 0;
  }
}
