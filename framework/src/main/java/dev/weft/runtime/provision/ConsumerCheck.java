package dev.weft.runtime.provision;

import dev.weft.config.handler.HandlerConfig;
import dev.weft.config.handler.Silence;
import dev.weft.engine.source.Owner;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.settings.SettingDifferences;
import dev.weft.transport.settings.SettingText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a handler's consumer has to be like for Weft to work with it, and what whoever runs it
 * should know: by the settings that the server has, many of which the configuration need not name.
 */
final class ConsumerCheck {

  /** What may be handed back, beside the attempts, before max_deliver ends a message. */
  private static final int ROOM = 20;

  private final HandlerConfig handler;
  private final ConsumerSpec consumer;
  private final Map<String, Object> settings;

  /**
   * A check of one consumer.
   *
   * @param consumer as it is configured
   * @param settings those that the server has, or will have
   */
  ConsumerCheck(HandlerConfig handler, ConsumerSpec consumer, Map<String, Object> settings) {
    this.handler = handler;
    this.consumer = consumer;
    this.settings = settings;
  }

  /**
   * Why Weft cannot work with it, a line each.
   *
   * @param stream the settings of its stream
   */
  List<String> refusals(Map<String, Object> stream) {
    var refusals = new ArrayList<String>();
    if ("original".equals(settings.get("replay_policy"))) {
      refusals.add(
          refusal(
              "replay_policy",
              "while the server waits between two messages it answers no pull, which looks like a"
                  + " server that has stopped; create the consumer with replay_policy = instant"));
    }
    if (settings.get("priority_groups") instanceof Collection<?> groups && !groups.isEmpty()) {
      refusals.add(
          refusal(
              "priority_groups",
              "Weft's pulls name no group, so that the server refuses them; create the consumer"
                  + " without"));
    }
    Silence.of(handler)
        .problem(settings)
        .ifPresent(what -> refusals.add(refusal("inactive_threshold", what)));
    new StreamSubjects(stream)
        .unmatched(SettingDifferences.filters(settings))
        .ifPresent(what -> refusals.add(name() + ": " + what));
    return refusals;
  }

  /** What should be known of it now, a line each. */
  List<String> warnings(Instant now) {
    var warnings = new ArrayList<String>();
    backoff().ifPresent(warnings::add);
    deaths().ifPresent(warnings::add);
    slots().ifPresent(warnings::add);
    pulls().ifPresent(warnings::add);
    pause(now).ifPresent(warnings::add);
    owner().ifPresent(warnings::add);
    return warnings;
  }

  private Optional<String> backoff() {
    if (!(settings.get("backoff") instanceof List<?> waits)
        || waits.size() < 2
        || !(waits.getFirst() instanceof Number first)
        || !(waits.getLast() instanceof Number last)) {
      return Optional.empty();
    }
    return Optional.of(
        "%s has backoff = %s, which stands in place of its ack_wait, and from the second retry on"
                .formatted(name(), SettingText.of("backoff", waits))
            + " is added to it: from attempt %d on a retry comes %s later than Weft says. Create"
                .formatted(
                    waits.size() + 1,
                    SettingText.of("ack_wait", last.longValue() - first.longValue()))
            + " the consumer without, and set the handler's retry block");
  }

  private Optional<String> deaths() {
    long maxDeliver = number("max_deliver");
    int attempts = handler.settlement().retry().attempts();
    if (maxDeliver <= 0 || maxDeliver >= attempts + ROOM) {
      return Optional.empty();
    }
    return Optional.of(
        "handler %s: its %s has max_deliver = %d; expected -1, or at least %d: retry.attempts = %d,"
                .formatted(handler.name(), name(), maxDeliver, attempts + ROOM, attempts)
            + " and hand-backs count too; what it ends is "
            + (handler.giveUp().deadLetters() ? "kept as a dead letter" : "gone"));
  }

  private Optional<String> slots() {
    int slots = handler.slots();
    long most = number("max_ack_pending");
    if (slots == 1 || most <= 0 || most >= slots) {
      return Optional.empty();
    }
    String setting = "concurrency = " + handler.flow().concurrency();
    return Optional.of(
        "handler %s: %s, but its %s has max_ack_pending = %d, for all replicas together: no more"
                .formatted(
                    handler.name(),
                    handler
                        .call()
                        .batch()
                        .map(batch -> setting + " with batch.size = " + batch.size())
                        .orElse(setting),
                    name(),
                    most)
            + " than that are ever in work. Set consumer.max_ack_pending = %d for each replica, or"
                .formatted(2L * slots)
            + " lower "
            + (handler.call().batch().isPresent() ? "batch.size" : "concurrency"));
  }

  private Optional<String> pulls() {
    long waiting = number("max_waiting");
    long batch = number("max_batch") > 0 ? number("max_batch") : Integer.MAX_VALUE;
    long needed = Math.max(2, (handler.slots() + batch - 1) / batch);
    return waiting <= 0 || waiting >= needed
        ? Optional.empty()
        : Optional.of(
            "%s has max_waiting = %d, for the open pulls of all replicas together: the server"
                    .formatted(name(), waiting)
                + " refuses what is more, and messages wait. Expected at least %d for each replica"
                    .formatted(needed));
  }

  private Optional<String> pause(Instant now) {
    if (!(settings.get("pause_until") instanceof String until)) {
      return Optional.empty();
    }
    try {
      return OffsetDateTime.parse(until).toInstant().isBefore(now)
          ? Optional.empty()
          : Optional.of(name() + " is paused on the server until " + until);
    } catch (DateTimeException e) {
      return Optional.empty(); // the server's own word, which is none
    }
  }

  private Optional<String> owner() {
    Optional<Owner> own = Owner.of(consumer.settings());
    return Owner.of(settings)
        .filter(other -> own.isPresent() && !own.get().isSame(other))
        .map(
            other ->
                name()
                    + " was created for "
                    + other
                    + ", and handler "
                    + handler.name()
                    + " here is "
                    + own.get()
                    + ". If these are two programs, each gets only some of the messages: give one"
                    + " of them a durable_name of its own. If they are one, change the consumer's"
                    + " metadata weft-class and weft-application (nats consumer edit --metadata)");
  }

  private long number(String key) {
    return settings.get(key) instanceof Number number ? number.longValue() : 0;
  }

  private String refusal(String key, String why) {
    return name() + ": " + key + " = " + SettingText.of(key, settings.get(key)) + ": " + why;
  }

  private String name() {
    return "consumer " + consumer.stream() + "/" + consumer.name();
  }
}
