package dev.weft.runtime;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.weft.BatchHandler;
import dev.weft.ConfigurationException;
import dev.weft.ConfigurationProblem;
import dev.weft.Handler;
import dev.weft.HandlerFactory;
import dev.weft.Telemetry;
import dev.weft.TransportException;
import dev.weft.config.WeftConfig;
import dev.weft.config.classes.ClassCheck;
import dev.weft.config.handler.HandlerConfig;
import dev.weft.config.handler.ResponderConfig;
import dev.weft.config.hocon.ContextLoader;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.runtime.load.ClassFinder;
import dev.weft.runtime.load.HandlerTypes;
import dev.weft.runtime.load.UserClasses;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Says what a {@link Weft} runs, and starts it; made by {@link Weft#builder}. For one thread.
 *
 * <p>Nothing has to be said twice, and nothing that has a default: without a configuration it takes
 * {@code application.conf} on the class path, without a factory the constructors of handlers, and
 * without telemetry there is none.
 */
public final class WeftBuilder {

  private static final String HOCON = "HOCON, as in \"weft { … }\"";

  private ClassLoader loader = ContextLoader.find();
  private @Nullable HandlerFactory factory;
  private Observer telemetry = Observer.none();
  private final Map<String, Object> handlers = new LinkedHashMap<>();
  private Function<ClassCheck, WeftConfig> reading = classes -> WeftConfig.load(null, classes);

  WeftBuilder() {}

  /**
   * Reads the configuration from a file when it starts, with system properties above it.
   *
   * @throws NullPointerException if it is null
   */
  public WeftBuilder config(Path file) {
    Path path = given(file, "config", "a file");
    reading = classes -> WeftConfig.load(path, classes);
    return this;
  }

  /**
   * Takes the configuration from a text, without files and system properties.
   *
   * @param hocon as in {@code "weft { nats.servers = [\"nats://localhost\"] … }"}
   * @throws NullPointerException if it is null
   */
  public WeftBuilder config(String hocon) {
    String text = given(hocon, "config", HOCON);
    reading = classes -> WeftConfig.read(parse(text), classes);
    return this;
  }

  /**
   * An object that handles the messages of a configured handler, whose entry needs no {@code class}
   * then. It stays the caller's to close.
   *
   * @param name the handler's name in the configuration
   * @param handler of a class that says what its payload is, as a lambda does not. A class that its
   *     entry names needs no constructor then
   * @throws IllegalArgumentException if its payload cannot be told
   * @throws NullPointerException if either is null
   */
  public WeftBuilder handler(String name, Handler<?> handler) {
    return object(name, handler);
  }

  /** As {@link #handler}, for an object that handles batches. */
  public WeftBuilder batchHandler(String name, BatchHandler<?> handler) {
    return object(name, handler);
  }

  private WeftBuilder object(String name, Object handler) {
    given(name, "handler", "its name in the configuration");
    given(handler, "handler " + name, "an object");
    if (handler.getClass().isHidden() || HandlerTypes.payload(handler.getClass()).isEmpty()) {
      throw new IllegalArgumentException(
          "handler "
              + name
              + ": "
              + (handler.getClass().isHidden() ? "a lambda" : handler.getClass().getName())
              + " does not say what its payload is, which is read from the object's class; write a"
              + " class, as in `class Shipping implements "
              + (handler instanceof BatchHandler ? "BatchHandler" : "Handler")
              + "<OrderPlaced>`");
    }
    handlers.put(name, handler);
    return this;
  }

  /**
   * Makes what the configuration names by class and is not given as an object, in place of any
   * {@link HandlerFactory} on the class path. It stays the caller's to close.
   *
   * @throws NullPointerException if it is null
   */
  public WeftBuilder factory(HandlerFactory given) {
    factory = given(given, "factory", "a HandlerFactory");
    return this;
  }

  /**
   * Where spans and metrics go: {@code WeftTelemetry.create(openTelemetry)}; nowhere by default.
   *
   * @throws IllegalArgumentException if it is an implementation of the application's own
   * @throws NullPointerException if it is null
   */
  public WeftBuilder telemetry(Telemetry given) {
    telemetry =
        Observer.of(
            given(given, "telemetry", "one that WeftTelemetry.create(openTelemetry) makes"));
    return this;
  }

  /**
   * Where the classes of the configuration are found; the building thread's context class loader by
   * default, Weft's own if it has none.
   *
   * @throws NullPointerException if it is null
   */
  public WeftBuilder classLoader(ClassLoader classes) {
    loader = given(classes, "class loader", "one that sees the handlers");
    return this;
  }

  /**
   * Reads the configuration, connects, and starts the workers. Blocks until they are forked.
   *
   * @throws ConfigurationException with every problem of the configuration, or if a handler cannot
   *     be constructed
   * @throws IllegalArgumentException if an object was given for a handler that is not configured,
   *     or for a responder
   * @throws TransportException if the server cannot be reached within {@code nats.connect-timeout},
   *     or a stream or consumer cannot be used as configured
   */
  public Weft start() {
    UserClasses classes = classes();
    return new Weft(WorkerRuntime.start(read(classes), classes, telemetry));
  }

  /**
   * Reads the configuration, constructs the handlers and closes them again, and compares every
   * configured stream and consumer with what the server has. Changes nothing there.
   *
   * @return what differs, cannot be made or is missing for good, a line each; empty if {@link
   *     #start} would work
   * @throws ConfigurationException as {@link #start}
   * @throws IllegalArgumentException as {@link #start}
   * @throws TransportException if the server cannot be reached
   */
  public List<String> check() {
    UserClasses classes = classes();
    return WorkerRuntime.check(read(classes), classes);
  }

  private WeftConfig read(UserClasses classes) {
    WeftConfig config = reading.apply(classes);
    List<String> configured = config.handlers().stream().map(HandlerConfig::name).toList();
    List<String> responders = config.responders().stream().map(ResponderConfig::name).toList();
    for (String name : handlers.keySet()) {
      if (responders.contains(name)) {
        throw new IllegalArgumentException(
            "handler "
                + name
                + ": an object is given for it, but it is a responder (mode = reply); expected a"
                + " handler of messages. A responder is made by a HandlerFactory, or by its"
                + " constructor");
      }
      if (!configured.contains(name)) {
        throw new IllegalArgumentException(
            "handler "
                + name
                + ": an object is given for it, but it is not configured, or not enabled; expected"
                + " one of "
                + configured);
      }
    }
    config.handlers().forEach(handler -> checkPayload(handler, classes));
    return config;
  }

  private void checkPayload(HandlerConfig config, UserClasses classes) {
    Object object = handlers.get(config.name());
    if (object == null) {
      return;
    }
    Type configured = new ClassFinder(classes.supplied()).payload(config.className());
    Type given = HandlerTypes.payload(object.getClass()).orElseThrow();
    if (!given.equals(configured)) {
      throw new IllegalArgumentException(
          "handler "
              + config.name()
              + ": the object handles "
              + given.getTypeName()
              + ", and the class of its entry "
              + configured.getTypeName()
              + "; expected the same, or no class in the entry");
    }
  }

  private static Config parse(String hocon) {
    try {
      return ConfigFactory.parseString(hocon);
    } catch (ConfigException e) {
      throw new ConfigurationException(
          List.of(new ConfigurationProblem("config", "", "cannot be read: " + e.getMessage())));
    }
  }

  private UserClasses classes() {
    UserClasses classes =
        factory == null ? UserClasses.of(loader) : UserClasses.of(loader, factory);
    for (Map.Entry<String, Object> one : handlers.entrySet()) {
      classes = classes.withInstance(one.getKey(), one.getValue());
    }
    return classes;
  }

  private static <T> T given(@Nullable T value, String what, String expected) {
    if (value == null) {
      throw new NullPointerException(what + ": null; expected " + expected);
    }
    return value;
  }
}
