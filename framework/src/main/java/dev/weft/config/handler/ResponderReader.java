package dev.weft.config.handler;

import dev.weft.config.classes.ClassCheck;
import dev.weft.config.classes.ClassKinds;
import dev.weft.config.classes.ClassRole;
import dev.weft.config.classes.CodecConfig;
import dev.weft.config.hocon.Kind;
import dev.weft.config.hocon.Kinds;
import dev.weft.config.hocon.Section;
import dev.weft.engine.request.ResponderSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the blocks of {@code weft.handlers} that have {@code mode = reply}. */
public final class ResponderReader {

  static final String MODE = "reply";

  /** Keys that only a responder has. */
  static final List<String> KEYS = List.of("subject", "queue-group");

  // Of NATS's subjects: tokens of anything but blanks, with * for one and > for all that follow.
  private static final Kind<String> SUBJECT =
      Kinds.TEXT
          .where(
              Pattern.compile("(\\*|[^\\s.*>]+)(\\.(\\*|[^\\s.*>]+))*(\\.>)?|>").asMatchPredicate(),
              "expected a subject such as prices.get, prices.* or prices.>")
          .called("a subject such as prices.get");

  private static final Kind<String> QUEUE_GROUP =
      Kinds.ANY_TEXT.where(
          Pattern.compile("[^\\s]*").asMatchPredicate(),
          "expected a name without blanks, or \"\" for none");

  // What handlers have, and what would do nothing here.
  private static final Set<String> FOR_HANDLERS =
      Set.of(
          "stream",
          "consumer",
          "ack",
          "ack-confirm",
          "log-context",
          "retry",
          "breaker",
          "batch",
          "pull",
          "dead-letters",
          "on-exhausted",
          "middleware",
          "rate",
          "limit",
          "weight");

  private final ClassKinds classes;

  public ResponderReader(ClassCheck classes) {
    this.classes = new ClassKinds(classes);
  }

  static boolean isResponder(Section handler) {
    return handler
        .own()
        .entry("mode")
        .filter(mode -> mode.value().unwrapped().equals(MODE))
        .isPresent();
  }

  /** The enabled responders. */
  public List<ResponderConfig> read(Section handlers, Section defaults) {
    var enabled = new ArrayList<ResponderConfig>();
    for (Section responder : handlers.sections(defaults)) {
      if (!isResponder(responder)) {
        continue;
      }
      if (responder.find("enabled", Kinds.FLAG).orElse(true)) {
        enabled.add(responder(responder));
      } else {
        new ResponderReader((role, name) -> Optional.empty()).responder(responder);
      }
    }
    reportShared(handlers, enabled);
    return enabled;
  }

  private ResponderConfig responder(Section responder) {
    Section own = responder.own();
    for (String key : own.keys()) {
      if (FOR_HANDLERS.contains(key)) {
        own.problem(
            key,
            "expected none with mode = reply: no stream keeps requests, and nothing but the"
                + " requester repeats them");
      }
    }
    var config =
        new ResponderConfig(
            responder.name(),
            new HandlerClass(
                own.get("class", classes.named(ClassRole.RESPONDER), ""), CallReader.settings(own)),
            new ResponderConfig.Listening(own.get("subject", SUBJECT, ""), queueGroup(own)),
            // Not those of handler-defaults, which are for messages: one may take its time, and a
            // requester waits.
            own.find("concurrency", Kinds.between(1, 1_000_000))
                .map(Long::intValue)
                .orElse(ResponderSpec.DEFAULT_CONCURRENCY),
            own.find("timeout", Kinds.POSITIVE_DURATION).orElse(ResponderSpec.DEFAULT_TIMEOUT),
            CodecConfig.read(responder, classes));
    classes.checkPayload(own, ClassRole.RESPONDER, config.className(), config.codec());
    return config;
  }

  private static Optional<String> queueGroup(Section own) {
    if (!own.has("queue-group") && own.name().chars().anyMatch(Character::isWhitespace)) {
      own.problem("its name is no name for a queue group, since it has blanks; set queue-group");
    }
    return Optional.of(own.find("queue-group", QUEUE_GROUP).orElse(own.name()))
        .filter(group -> !group.isEmpty());
  }

  // Two responders in one group would each get some of the requests, at random.
  private static void reportShared(Section handlers, List<ResponderConfig> enabled) {
    var firsts = new HashMap<List<String>, String>();
    for (ResponderConfig responder : enabled) {
      String first =
          responder
              .listening()
              .queueGroup()
              .map(
                  group ->
                      firsts.putIfAbsent(
                          List.of(responder.listening().subject(), group), responder.name()))
              .orElse(null);
      if (first != null) {
        handlers
            .section(responder.name())
            .own()
            .problem(
                "queue-group",
                first
                    + " answers the same subject in the same group, so each would get some of the"
                    + " requests; give one of them another subject");
      }
    }
  }
}
