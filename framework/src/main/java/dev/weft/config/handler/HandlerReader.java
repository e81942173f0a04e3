package dev.weft.config.handler;

import dev.weft.config.classes.ClassCheck;
import dev.weft.config.classes.ClassKinds;
import dev.weft.config.classes.ClassRole;
import dev.weft.config.hocon.Kind;
import dev.weft.config.hocon.Kinds;
import dev.weft.config.hocon.Section;
import dev.weft.engine.source.Owner;
import dev.weft.transport.ConsumerSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code weft.handlers}, with {@code weft.handler-defaults} under each. */
public final class HandlerReader {

  private static final Kind<OnExhausted> ON_EXHAUSTED = Kinds.constant(OnExhausted.class);
  private static final ConsumerSpec NO_CONSUMER = new ConsumerSpec("", "", Map.of());
  private static final HandlerClass NO_CLASS =
      new HandlerClass("", new HandlerSettings("", Map.of()));

  private final ClassKinds classes;
  private final Set<String> limits;
  private final Optional<String> application;

  /**
   * A reader.
   *
   * @param limits the names of those that there are
   * @param application the program's name, if it has one
   */
  public HandlerReader(ClassCheck classes, Set<String> limits, Optional<String> application) {
    this.classes = new ClassKinds(classes);
    this.limits = limits;
    this.application = application;
  }

  /**
   * The enabled handlers.
   *
   * @param alone whether there is nothing else to run
   */
  public List<HandlerConfig> read(Section handlers, Section defaults, boolean alone) {
    // By themselves too, or else what is wrong there would show only with the handlers that use it.
    shared(defaults, "", NO_CLASS, NO_CONSUMER);
    ConsumerReader.settings(defaults.section("consumer"), defaults.section("retry"));
    defaults.find("enabled", Kinds.FLAG);

    var enabled = new ArrayList<HandlerConfig>();
    for (Section handler : handlers.sections(defaults)) {
      if (ResponderReader.isResponder(handler)) {
        continue;
      }
      if (handler.find("enabled", Kinds.FLAG).orElse(true)) {
        enabled.add(handler(handler));
      } else {
        // Its classes may be gone, which can be why it is disabled.
        new HandlerReader(classes.unchecked(), limits, application).handler(handler);
      }
    }
    if (alone && enabled.isEmpty()) {
      handlers.problem(
          "no handler is configured under weft.handlers; expected at least one that is enabled"
              + " (is the file that names them on the class path, or given by -Dconfig.file?)");
    }
    reportShared(handlers, enabled);
    return enabled;
  }

  private HandlerConfig handler(Section handler) {
    Section own = handler.own();
    for (String key : ResponderReader.KEYS) {
      if (own.keys().contains(key)) {
        own.problem(key, "goes with mode = reply; a handler has its stream and its consumer");
      }
    }
    if (own.has("weight") && !handler.has("limit")) {
      own.problem("weight", "expected a limit too: it is the share of one");
    }
    String className = className(handler);
    ConsumerSpec consumer = ConsumerReader.read(handler, onExhausted(handler));
    HandlerConfig config =
        shared(
            handler,
            handler.name(),
            new HandlerClass(className, CallReader.settings(own)),
            new Owner(application, className).mark(consumer));
    checkParking(handler, config.giveUp());
    checkHeadersOnly(handler, config);
    classes.checkPayload(own, ClassRole.HANDLER, className, config.call().codec());
    Silence.of(config)
        .problem(config.consumer().settings())
        .ifPresent(what -> handler.section("consumer").problem("inactive_threshold", what));
    return config;
  }

  private String className(Section handler) {
    Section own = handler.own();
    Optional<String> given = classes.given(handler.name());
    return given.isPresent() && !own.has("class")
        ? given.get()
        : own.get("class", classes.handler(handler.name()), "");
  }

  // What may stand in the defaults as well.
  private HandlerConfig shared(
      Section handler, String name, HandlerClass called, ConsumerSpec consumer) {
    return new HandlerConfig(
        name,
        IntakeReader.read(handler, name, consumer),
        new FlowReader(classes, limits).read(handler),
        new CallReader(classes).read(handler, called),
        new SettlementReader(classes).read(handler),
        new GiveUpConfig(onExhausted(handler), handler.get("dead-letters", Kinds.FLAG, true)));
  }

  private static OnExhausted onExhausted(Section handler) {
    return handler.get("on-exhausted", ON_EXHAUSTED, OnExhausted.DEAD_LETTER);
  }

  // Not in the defaults by themselves, where half of it may stand with each handler.
  private static void checkParking(Section handler, GiveUpConfig config) {
    if (config.onExhausted() != OnExhausted.PARK_KEY) {
      return;
    }
    if (!FlowReader.isByKey(handler)) {
      handler.problem(
          "on-exhausted", "expected ordering = key too; without it there is no key to park");
    }
    if (!config.deadLetters()) {
      handler.problem(
          "on-exhausted",
          "expected dead-letters = true too: what is parked is kept as dead letters");
    }
  }

  private void checkHeadersOnly(Section handler, HandlerConfig config) {
    if (Boolean.TRUE.equals(config.consumer().settings().get("headers_only"))
        && classes.isMadeOfData(config.className(), config.call().codec())) {
      handler
          .section("consumer")
          .problem(
              "headers_only",
              "with codec = "
                  + config.call().codec().name()
                  + " there is no data to make a payload of; expected a handler of byte[], or a codec"
                  + " of your own that reads headers");
    }
  }

  // Two handlers on one consumer would each get some of its messages, at random.
  private static void reportShared(Section handlers, List<HandlerConfig> enabled) {
    var firsts = new HashMap<String, String>();
    for (HandlerConfig handler : enabled) {
      for (ConsumerSpec consumer : handler.consumers()) {
        String one = consumer.stream() + " " + consumer.name();
        String first = firsts.putIfAbsent(one, handler.name());
        if (first != null) {
          handlers
              .section(handler.name())
              .section("consumer")
              .own()
              .problem(
                  "durable_name",
                  ("%s takes from the same consumer %s of stream %s; give each handler a"
                          + " durable_name of its own")
                      .formatted(first, consumer.name(), consumer.stream()));
        }
      }
    }
  }
}
