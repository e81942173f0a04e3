package dev.weft.testkit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.weft.BatchHandler;
import dev.weft.ConfigurationException;
import dev.weft.ConfigurationProblem;
import dev.weft.Handler;
import dev.weft.HandlerFactory;
import dev.weft.config.WeftConfig;
import dev.weft.config.hocon.ContextLoader;
import dev.weft.machine.Machine;
import dev.weft.runtime.load.UserClasses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Says what a {@link WeftTestKit} runs, and starts it. For one thread. No argument may be null. */
public final class KitBuilder {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String config;
  private final StringBuilder settings = new StringBuilder("weft.transport = memory\n");
  private final Map<String, UnaryOperator<UserClasses>> instances = new LinkedHashMap<>();
  private @Nullable HandlerFactory factory;
  private Instant start = WeftTestKit.START;
  private Duration patience = PATIENCE;

  KitBuilder(String config) {
    this.config = given(config, "config", "a resource on the class path, or a file");
  }

  /**
   * Settings that go before those of the configuration, in HOCON: a stream that another program
   * owns, a shorter schedule, a secret that the configuration takes from the environment.
   */
  public KitBuilder settings(String hocon) {
    settings.append(given(hocon, "settings", "HOCON")).append('\n');
    return this;
  }

  /**
   * A handler that the test has constructed, with collaborators of its own, in place of an instance
   * of the configured class.
   *
   * @param name the handler's name in the configuration
   * @param <T> the payload, as the configured class has it
   */
  public <T> KitBuilder handler(String name, Handler<T> instance) {
    check(name, instance);
    instances.put(name, classes -> classes.with(name, instance));
    return this;
  }

  /** As {@link #handler}, where the configured class is a {@link BatchHandler}. */
  public <T> KitBuilder batchHandler(String name, BatchHandler<T> instance) {
    check(name, instance);
    instances.put(name, classes -> classes.withBatches(name, instance));
    return this;
  }

  /**
   * Makes what the configuration names by its class, as in the application: the factory of its
   * container. Without it one is looked for on the class path. It stays the test's to close.
   */
  public KitBuilder factory(HandlerFactory chosen) {
    factory = given(chosen, "factory", "a HandlerFactory");
    return this;
  }

  /** Where the clock starts; {@link WeftTestKit#START} unless set. */
  public KitBuilder at(Instant time) {
    start = given(time, "at", "the time at which the clock starts");
    return this;
  }

  /** How long handlers may really take to become idle; 10 s unless set. */
  public KitBuilder patience(Duration limit) {
    patience = given(limit, "patience", "a duration");
    return this;
  }

  /**
   * Reads the configuration and starts its handlers, from the calling thread's class loader.
   *
   * @throws ConfigurationException with every problem found
   * @throws dev.weft.TransportException if a stream or consumer is such as the memory transport
   *     does not have
   * @throws IllegalArgumentException if an instance was given for a handler that is not configured
   */
  public WeftTestKit start() {
    ClassLoader loader = ContextLoader.find();
    UserClasses classes =
        factory == null ? UserClasses.of(loader) : UserClasses.of(loader, factory);
    for (UnaryOperator<UserClasses> instance : instances.values()) {
      classes = instance.apply(classes);
    }
    // Who waits for a turn is not idle, and has nothing to show for it.
    WeftConfig read = WeftConfig.read(parse(), classes).alone();
    var handlers = new LinkedHashSet<String>();
    read.handlers().forEach(handler -> handlers.add(handler.name()));
    for (String name : instances.keySet()) {
      if (!handlers.contains(name)) {
        throw Unknown.handler(name, handlers);
      }
    }
    return new WeftTestKit(Machine.real(), read, classes, start, patience);
  }

  private static void check(String name, Object instance) {
    given(name, "handler", "its name in the configuration");
    given(instance, "handler " + name, "an object");
  }

  private static <T> T given(@Nullable T value, String what, String expected) {
    if (value == null) {
      throw new NullPointerException(what + ": null; expected " + expected);
    }
    return value;
  }

  private Config parse() {
    ClassLoader loader = ContextLoader.find();
    ConfigParseOptions options = ConfigParseOptions.defaults().setAllowMissing(false);
    try {
      Config own =
          ConfigFactory.parseString(
              settings.toString(), options.setOriginDescription("settings of the test"));
      return own.withFallback(
          loader.getResource(config) == null
              ? file(options)
              : ConfigFactory.parseResources(loader, config, options));
    } catch (ConfigException e) {
      throw problem("cannot be read: " + e.getMessage());
    }
  }

  private Config file(ConfigParseOptions options) {
    Path file = Path.of(config);
    if (!Files.exists(file)) {
      throw problem(
          "neither a resource on the class path nor a file; looked for " + file.toAbsolutePath());
    }
    return ConfigFactory.parseFile(file.toFile(), options);
  }

  private ConfigurationException problem(String what) {
    return new ConfigurationException(List.of(new ConfigurationProblem(config, "", what)));
  }
}
