package dev.weft.config.handler;

import dev.weft.AckMode;
import dev.weft.BatchPolicy;
import dev.weft.BreakerPolicy;
import dev.weft.ReceiveMode;
import dev.weft.config.classes.ClassCheck;
import dev.weft.config.classes.ClassKinds;
import dev.weft.config.classes.ClassRole;
import dev.weft.config.classes.CodecConfig;
import dev.weft.config.hocon.Kind;
import dev.weft.config.hocon.Kinds;
import dev.weft.config.hocon.Section;
import dev.weft.engine.source.Owner;
import dev.weft.engine.worker.Markers;
import dev.weft.transport.ConsumerSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code weft.handlers}, with {@code weft.handler-defaults} under each. */
public final class HandlerReader {

  private static final ConsumerSpec NO_CONSUMER = new ConsumerSpec("", "", Map.of());
  private static final HandlerSettings NO_SETTINGS = new HandlerSettings("", Map.of());

  // Each has a thread and a payload in memory; more of them are for more replicas.
  private static final long MAX_CONCURRENCY = 100_000;
  // Each of its messages is in memory and kept alive until the last one is handled.
  private static final long MAX_BATCH = 10_000;
  private static final long MAX_PULL = 10_000;
  private static final Kind<String> ORDERING = Kinds.oneOf("none", "key");
  // A responder says so in its own block; what does not is read here.
  private static final Kind<ReceiveMode> MODE =
      Kinds.oneOf("push", "pull", ResponderReader.MODE)
          .then(
              name ->
                  name.equals(ResponderReader.MODE)
                      ? new Kind.Fit.Unfit<>(
                          "expected push or pull; reply stands in a handler's own block")
                      : new Kind.Fit.Fits<>(ReceiveMode.valueOf(name.toUpperCase(Locale.ROOT))));

  private static final long MAX_WEIGHT = 1_000_000;

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
    shared(defaults, "", "", NO_CONSUMER, NO_SETTINGS);
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
    Optional<String> given = classes.given(handler.name());
    String className =
        given.isPresent() && !own.has("class")
            ? given.get()
            : own.get("class", classes.named(ClassRole.HANDLER), "");
    HandlerConfig config =
        shared(
            handler,
            handler.name(),
            className,
            new Owner(application, className)
                .mark(ConsumerReader.read(handler, onExhausted(handler))),
            settings(own));
    checkParking(handler, config);
    checkHeadersOnly(handler, config);
    classes.checkPayload(own, ClassRole.HANDLER, config.className(), config.codec());
    Silence.of(config)
        .problem(config.consumer().settings())
        .ifPresent(what -> handler.section("consumer").problem("inactive_threshold", what));
    return config;
  }

  private static OnExhausted onExhausted(Section handler) {
    return handler.get("on-exhausted", Kinds.constant(OnExhausted.class), OnExhausted.DEAD_LETTER);
  }

  // Not in the defaults by themselves, where half of it may stand with each handler.
  private static void checkParking(Section handler, HandlerConfig config) {
    if (config.onExhausted() != OnExhausted.PARK_KEY) {
      return;
    }
    if (handler.find("ordering", Kinds.TEXT).filter("key"::equals).isEmpty()) {
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
        && classes.isMadeOfData(config.className(), config.codec())) {
      handler
          .section("consumer")
          .problem(
              "headers_only",
              "with codec = "
                  + config.codec().name()
                  + " there is no data to make a payload of; expected a handler of byte[], or a codec"
                  + " of your own that reads headers");
    }
  }

  static HandlerSettings settings(Section own) {
    String path = own.pathOf("settings");
    return own.find("settings", Kinds.BLOCK)
        .map(block -> HandlerSettings.of(path, block.unwrapped()))
        .orElseGet(() -> new HandlerSettings(path, Map.of()));
  }

  // What may stand in the defaults as well.
  private HandlerConfig shared(
      Section handler,
      String name,
      String className,
      ConsumerSpec consumer,
      HandlerSettings settings) {
    return new HandlerConfig(
        name,
        className,
        consumer,
        handler.get("mode", MODE, ReceiveMode.PUSH),
        pullBatch(handler, name),
        concurrency(handler),
        batch(handler, className),
        key(handler),
        handler.get("ack", Kinds.constant(AckMode.class), AckMode.AUTO),
        handler.get("ack-confirm", Kinds.FLAG, false),
        retry(handler.section("retry")),
        breaker(handler.section("breaker")),
        handler.get("timeout", Kinds.POSITIVE_DURATION, Duration.ZERO),
        handler.get("dead-letters", Kinds.FLAG, true),
        onExhausted(handler),
        handler.get("scheduled-retries", Kinds.FLAG, true),
        handler.get("markers", Kinds.constant(Markers.class), Markers.SKIP),
        handler.get("log-context", Kinds.FLAG, false),
        CodecConfig.read(handler, classes),
        handler.list("middleware", classes.named(ClassRole.MIDDLEWARE)),
        settings,
        handler.find("rate", LimitReader.RATE),
        handler.find("limit", limit()),
        (int) (long) handler.get("weight", Kinds.between(1, MAX_WEIGHT), 1L),
        PartitionsReader.read(handler));
  }

  private Kind<String> limit() {
    return Kinds.TEXT.where(
        limits::contains,
        limits.isEmpty()
            ? "no such limit; expected it under weft.limits, which has none"
            : "no such limit; expected one of weft.limits: " + String.join(", ", limits));
  }

  private static int pullBatch(Section handler, String name) {
    long batch = handler.section("pull").get("batch", Kinds.between(1, MAX_PULL), 1L);
    boolean pulls = handler.get("mode", MODE, ReceiveMode.PUSH) == ReceiveMode.PULL;
    boolean keyed = handler.find("ordering", ORDERING).orElse("").equals("key");
    // The defaults, which have no name, are for those that pull without keys.
    if (batch > 1 && !(pulls && !keyed) && !name.isEmpty() && handler.own().has("pull")) {
      handler
          .own()
          .problem(
              "pull",
              keyed
                  ? "does not go with ordering = key, which asks for what its mailboxes have room for;"
                      + " leave it out"
                  : "goes with mode = pull; set that, or leave it out");
    }
    return pulls && !keyed ? (int) batch : 1;
  }

  private static int concurrency(Section handler) {
    return (int) (long) handler.get("concurrency", Kinds.between(1, MAX_CONCURRENCY), 1L);
  }

  private Optional<BatchPolicy> batch(Section handler, String className) {
    Section block = handler.section("batch");
    var policy =
        new BatchPolicy(
            (int) (long) block.get("size", Kinds.between(1, MAX_BATCH), 1L),
            block.get("linger", Kinds.DURATION, Duration.ZERO));
    if (className.isEmpty()) {
      return Optional.empty(); // the defaults, or a class that was reported
    }
    if (!classes.isA(ClassRole.BATCH_HANDLER, className)) {
      if (handler.own().has("batch")) {
        handler
            .own()
            .problem(
                "batch",
                "goes with a dev.weft.BatchHandler, which "
                    + className
                    + " is not; implement that, or leave it out");
      }
      return Optional.empty();
    }
    if (handler.has("ordering") && handler.find("ordering", ORDERING).orElse("").equals("key")) {
      handler.problem(
          "ordering",
          "does not go with a dev.weft.BatchHandler, which "
              + className
              + " is: batches are put together whatever the key; set ordering = none for it, or"
              + " implement dev.weft.Handler");
    }
    if ((long) policy.size() * concurrency(handler) > MAX_CONCURRENCY) {
      block.problem(
          "size",
          "with concurrency = "
              + concurrency(handler)
              + ": expected no more than "
              + MAX_CONCURRENCY
              + " messages in all batches together");
    }
    return Optional.of(policy);
  }

  private Optional<String> key(Section handler) {
    Optional<String> key = handler.find("key", classes.key());
    if (handler.get("ordering", ORDERING, "none").equals("none")) {
      return Optional.empty();
    }
    if (key.isEmpty() && !handler.has("key")) {
      handler.problem("ordering", "expected a key too, such as key = \"subject:2\"");
    }
    return key;
  }

  private RetryConfig retry(Section retry) {
    Duration firstDelay = retry.get("first-delay", Kinds.DURATION, Duration.ZERO);
    Duration maxDelay = retry.get("max-delay", Kinds.DURATION, firstDelay);
    if (maxDelay.compareTo(firstDelay) < 0) {
      // Blame what stands with the handler rather than a default.
      String key = retry.own().has("max-delay") ? "max-delay" : "first-delay";
      retry.problem(key, "expected first-delay to be no longer than max-delay");
    }
    return new RetryConfig(
        (int) (long) retry.get("attempts", Kinds.between(1, Integer.MAX_VALUE), 1L),
        firstDelay,
        retry.get("factor", Kinds.DECIMAL.where(n -> n >= 1, "expected at least 1"), 1.0),
        maxDelay,
        retry.list("not-retried", classes.named(ClassRole.EXCEPTION)));
  }

  private static BreakerPolicy breaker(Section breaker) {
    Kind<Double> share =
        Kinds.DECIMAL.where(n -> n > 0 && n <= 1, "expected more than 0, and 1 at most");
    return new BreakerPolicy(
        breaker.get("enabled", Kinds.FLAG, true),
        breaker.get("window", Kinds.POSITIVE_DURATION, Duration.ofSeconds(1)),
        (int) (long) breaker.get("min-outcomes", Kinds.between(1, Integer.MAX_VALUE), 1L),
        breaker.get("failure-rate", share, 1.0),
        breaker.get("pause", Kinds.POSITIVE_DURATION, Duration.ofSeconds(1)));
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
