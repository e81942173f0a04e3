package dev.weft.runtime;

import dev.weft.BatchHandler;
import dev.weft.Codec;
import dev.weft.Handler;
import dev.weft.HandlerContext;
import dev.weft.HandlerFactory;
import dev.weft.MessageKey;
import dev.weft.Middleware;
import dev.weft.Responder;
import dev.weft.codec.Codecs;
import dev.weft.config.ClassCheck;
import dev.weft.config.ClassRole;
import dev.weft.config.CodecConfig;
import dev.weft.transport.Failure;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The classes that a configuration names: checks them, and calls their constructors. All reflection
 * on users' classes is here.
 */
public final class UserClasses implements ClassCheck {

  private static final String UNMAKEABLE =
      "expected a public class with a public constructor that takes nothing or a "
          + HandlerContext.class.getName()
          + ", or a "
          + HandlerFactory.class.getName()
          + " that makes it";

  private final ClassLoader loader;
  private final @Nullable HandlerFactory given;
  private final Map<String, Object> instances;
  private final PayloadCheck payloads = new PayloadCheck(this::load);

  private UserClasses(
      ClassLoader loader, @Nullable HandlerFactory given, Map<String, Object> instances) {
    this.loader = loader;
    this.given = given;
    this.instances = Map.copyOf(instances);
  }

  /** Classes as the loader sees them, and the {@link HandlerFactory} among them if there is one. */
  public static UserClasses of(ClassLoader loader) {
    return new UserClasses(loader, null, Map.of());
  }

  /** Classes as the loader sees them, with the caller's factory in place of any other. */
  public static UserClasses of(ClassLoader loader, HandlerFactory factory) {
    return new UserClasses(loader, factory, Map.of());
  }

  /**
   * These classes, save that a handler is not made but given, and nobody closes it. Its payload
   * type, and whether it may be configured, is still read from the configured class.
   *
   * @param name the handler's name in the configuration
   */
  public UserClasses with(String name, Handler<?> instance) {
    return withInstance(name, instance);
  }

  /** As {@link #with(String, Handler)}, for a handler of batches. */
  public UserClasses withBatches(String name, BatchHandler<?> instance) {
    return withInstance(name, instance);
  }

  UserClasses withInstance(String name, Object instance) {
    var all = new HashMap<>(instances);
    all.put(name, instance);
    return new UserClasses(loader, given, all);
  }

  @Override
  public Optional<String> problem(ClassRole role, String className) {
    Class<?> type;
    try {
      type = find(className);
    } catch (ClassNotFoundException e) {
      return Optional.of("no such class on the class path");
    } catch (LinkageError e) {
      return Optional.of("cannot be loaded: " + Failure.of(e).describe());
    }
    return switch (role) {
      case HANDLER -> handlerProblem(type);
      case BATCH_HANDLER ->
          BatchHandler.class.isAssignableFrom(type)
              ? Optional.empty()
              : Optional.of("does not implement " + BatchHandler.class.getName());
      case RESPONDER -> responderProblem(type);
      case MIDDLEWARE -> problem(type, Middleware.class, "");
      case CODEC -> problem(type, Codec.class, "");
      case KEY -> problem(type, MessageKey.class, "");
      case EXCEPTION ->
          Throwable.class.isAssignableFrom(type)
              ? Optional.empty()
              : Optional.of("expected an exception, but it does not extend Throwable");
    };
  }

  @Override
  public Optional<String> givenClass(String handler) {
    return instance(handler)
        .<Class<?>>map(Object::getClass)
        .filter(type -> !type.isHidden() && HandlerTypes.payload(type).isPresent())
        .map(Class::getName);
  }

  /** The handler that was given under this name, if one was. */
  Optional<Object> instance(String name) {
    return Optional.ofNullable(instances.get(name));
  }

  /**
   * A new object, by its constructor with a {@link HandlerContext} if it has one.
   *
   * @throws IllegalStateException if it has no constructor that fits, or that fails
   */
  Object construct(String className, HandlerContext context) {
    Class<?> type = load(className);
    if (!isConstructible(type)) {
      throw new IllegalStateException(
          className + ": the handler factory did not make it; " + UNMAKEABLE);
    }
    Optional<Constructor<?>> constructor = constructor(type, HandlerContext.class);
    return constructor.isPresent()
        ? make(constructor.get(), context)
        : make(constructor(type).orElseThrow());
  }

  /**
   * The factory that is asked for each object: the given one, or a new one of the one class that is
   * named for {@link java.util.ServiceLoader}.
   *
   * @throws IllegalStateException if several are named, or it cannot be constructed
   */
  Optional<HandlerFactory> factory() {
    if (given != null) {
      return Optional.of(given);
    }
    return NamedFactory.find(loader).map(NamedFactory::make);
  }

  /** Whether {@link #factory} makes a new one, for the runtime to close. */
  boolean ownsFactory() {
    return given == null;
  }

  /** A handler's payload type. */
  Type payload(String handlerClass) {
    return HandlerTypes.payload(load(handlerClass)).orElseThrow();
  }

  /** What a responder is asked and what it answers. */
  List<Type> exchange(String responderClass) {
    return HandlerTypes.arguments(load(responderClass), Responder.class).orElseThrow();
  }

  @Override
  public Optional<String> payloadProblem(ClassRole role, String className, CodecConfig codec) {
    try {
      if (role == ClassRole.RESPONDER) {
        payloads.checkRead(codec, exchange(className).getFirst());
        payloads.checkWritten(codec, exchange(className).getLast());
      } else {
        payloads.checkRead(codec, payload(className));
      }
      return Optional.empty();
    } catch (IllegalArgumentException | IllegalStateException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (LinkageError e) {
      return Optional.of("its payloads cannot be decoded, since a class cannot be loaded: " + e);
    }
  }

  // A codec of the user's own may do without, and bytes are what there is.
  @Override
  public boolean isMadeOfData(String className, CodecConfig codec) {
    try {
      boolean isTaken = payload(className) == byte[].class && !codec.name().equals("json");
      return Codecs.isBuiltIn(codec.name()) && !isTaken;
    } catch (IllegalArgumentException | IllegalStateException | LinkageError e) {
      return false; // which is reported as a problem of its own
    }
  }

  /**
   * Checks a codec for what comes in.
   *
   * @throws IllegalArgumentException if it cannot decode to the payload's type
   */
  void checkRead(CodecConfig codec, Type payload) {
    payloads.checkRead(codec, payload);
  }

  /**
   * Checks a codec for what goes out.
   *
   * @throws IllegalArgumentException if it does not fit the payload's type
   */
  void checkWritten(CodecConfig codec, Type payload) {
    payloads.checkWritten(codec, payload);
  }

  Class<? extends Throwable> exception(String className) {
    return load(className).asSubclass(Throwable.class);
  }

  private Optional<String> handlerProblem(Class<?> type) {
    boolean single = Handler.class.isAssignableFrom(type);
    boolean batches = BatchHandler.class.isAssignableFrom(type);
    if (single && batches) {
      return Optional.of(
          "implements both %s and %s; expected one of them"
              .formatted(Handler.class.getName(), BatchHandler.class.getName()));
    }
    if (!single && !batches) {
      return Optional.of(
          "expected a handler, but it implements neither %s nor %s%s"
              .formatted(
                  Handler.class.getName(),
                  BatchHandler.class.getName(),
                  Responder.class.isAssignableFrom(type) ? "; a responder has mode = reply" : ""));
    }
    return problem(type, HandlerTypes.kind(type), "")
        .or(
            () ->
                openTypeProblem(
                    type,
                    HandlerTypes.kind(type),
                    "its payload type",
                    HandlerTypes.kind(type).getSimpleName() + "<OrderPlaced>"));
  }

  private Optional<String> responderProblem(Class<?> type) {
    String because = "expected a responder, since it has mode = reply, but it ";
    String example = "Responder<Query, Price>";
    return problem(type, Responder.class, because)
        .or(() -> openTypeProblem(type, Responder.class, "what it is asked or answers", example));
  }

  // With a factory a class needs no constructor that Weft could call.
  private Optional<String> problem(Class<?> type, Class<?> expected, String prefix) {
    if (!expected.isAssignableFrom(type)) {
      return Optional.of(prefix + "does not implement " + expected.getName());
    }
    try {
      return isConstructible(type) || given != null || NamedFactory.find(loader).isPresent()
          ? Optional.empty()
          : Optional.of(UNMAKEABLE);
    } catch (IllegalStateException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> openTypeProblem(
      Class<?> type, Class<?> of, String what, String example) {
    return HandlerTypes.arguments(type, of).isEmpty()
        ? Optional.of("leaves " + what + " open; declare it, as in `implements " + example + "`")
        : Optional.empty();
  }

  private static boolean isConstructible(Class<?> type) {
    return isInstantiable(type)
        && (constructor(type).isPresent() || constructor(type, HandlerContext.class).isPresent());
  }

  private static boolean isInstantiable(Class<?> type) {
    return Modifier.isPublic(type.getModifiers()) && !Modifier.isAbstract(type.getModifiers());
  }

  private static Optional<Constructor<?>> constructor(Class<?> type, Class<?>... parameters) {
    try {
      return Optional.of(type.getConstructor(parameters));
    } catch (NoSuchMethodException e) {
      return Optional.empty();
    }
  }

  private static Object make(Constructor<?> constructor, Object... arguments) {
    String name = constructor.getDeclaringClass().getName();
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(
          name + ": its constructor failed: " + Failure.of(e.getTargetException()).describe(),
          e.getTargetException());
    } catch (Throwable thrown) { // Errors too: a static initializer is user code
      throw new IllegalStateException(
          name + ": cannot be constructed: " + Failure.of(thrown).describe(), thrown);
    }
  }

  /** A class that was checked with the configuration. */
  Class<?> load(String className) {
    try {
      return find(className);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(className + ": was there when it was checked", e);
    }
  }

  private Class<?> find(String className) throws ClassNotFoundException {
    return Class.forName(className, true, loader);
  }
}
