package dev.weft.runtime;

import dev.weft.Codec;
import dev.weft.Handler;
import dev.weft.HandlerContext;
import dev.weft.MessageKey;
import dev.weft.Middleware;
import dev.weft.Responder;
import dev.weft.codec.Codecs;
import dev.weft.codec.MessageKeys;
import dev.weft.config.ClassCheck;
import dev.weft.config.ClassRole;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The classes that a configuration names: checks them, and makes instances of them. All reflection
 * on users' classes is here.
 */
public final class UserClasses implements ClassCheck {

  private final ClassLoader loader;
  private final Map<String, Handler<?>> instances;

  private UserClasses(ClassLoader loader, Map<String, Handler<?>> instances) {
    this.loader = loader;
    this.instances = Map.copyOf(instances);
  }

  /** Classes as the loader sees them. */
  public static UserClasses of(ClassLoader loader) {
    return new UserClasses(loader, Map.of());
  }

  /**
   * These classes, save that a handler is not constructed but given. Its payload type, and whether
   * it may be configured, is still read from the configured class.
   *
   * @param name the handler's name in the configuration
   */
  public UserClasses with(String name, Handler<?> instance) {
    var all = new HashMap<>(instances);
    all.put(name, instance);
    return new UserClasses(loader, all);
  }

  @Override
  public Optional<String> problem(ClassRole role, String className) {
    Class<?> type;
    try {
      type = find(className);
    } catch (ClassNotFoundException e) {
      return Optional.of("no such class on the class path");
    } catch (LinkageError e) {
      return Optional.of("cannot be loaded: " + e);
    }
    return switch (role) {
      case HANDLER -> handlerProblem(type);
      case RESPONDER -> responderProblem(type);
      case MIDDLEWARE -> instanceProblem(type, Middleware.class);
      case CODEC -> instanceProblem(type, Codec.class);
      case KEY -> instanceProblem(type, MessageKey.class);
      case EXCEPTION ->
          Throwable.class.isAssignableFrom(type)
              ? Optional.empty()
              : Optional.of("expected an exception, but it does not extend Throwable");
    };
  }

  /** The handler given, or a new one by its constructor with a {@link HandlerContext} if any. */
  Handler<?> handler(String className, HandlerContext context) {
    Handler<?> given = instances.get(context.name());
    return given != null ? given : (Handler<?>) withContext(className, context);
  }

  /** A new responder, as a handler is made. */
  Responder<?, ?> responder(String className, HandlerContext context) {
    return (Responder<?, ?>) withContext(className, context);
  }

  private Object withContext(String className, HandlerContext context) {
    Class<?> type = load(className);
    Optional<Constructor<?>> constructor = constructor(type, HandlerContext.class);
    return constructor.isPresent() ? make(constructor.get(), context) : make(plain(type));
  }

  /** A handler's payload type. */
  Type payload(String handlerClass) {
    return HandlerTypes.payload(load(handlerClass)).orElseThrow();
  }

  /** What a responder is asked and what it answers. */
  List<Type> exchange(String responderClass) {
    return HandlerTypes.arguments(load(responderClass), Responder.class).orElseThrow();
  }

  /** A codec for the payload: a built-in one by its name, or the user's by its class. */
  Codec<?> codec(String name, Type payload) {
    return Codecs.isBuiltIn(name)
        ? Codecs.named(name, payload)
        : (Codec<?>) make(plain(load(name)));
  }

  /** What tells a message's key: as {@link MessageKeys} reads it, or the user's by its class. */
  MessageKey key(String text) {
    return MessageKeys.isBuiltIn(text)
        ? MessageKeys.parse(text)
        : (MessageKey) make(plain(load(text)));
  }

  Middleware middleware(String className) {
    return (Middleware) make(plain(load(className)));
  }

  Class<? extends Throwable> exception(String className) {
    return load(className).asSubclass(Throwable.class);
  }

  private static Optional<String> handlerProblem(Class<?> type) {
    if (!Handler.class.isAssignableFrom(type)) {
      return Optional.of(
          "expected a handler, but it does not implement "
              + Handler.class.getName()
              + (Responder.class.isAssignableFrom(type) ? "; a responder has mode = reply" : ""));
    }
    return constructionProblem(type)
        .or(() -> openTypeProblem(type, Handler.class, "its payload type", "Handler<OrderPlaced>"));
  }

  private static Optional<String> responderProblem(Class<?> type) {
    if (!Responder.class.isAssignableFrom(type)) {
      return Optional.of(
          "expected a responder, since it has mode = reply, but it does not implement "
              + Responder.class.getName());
    }
    return constructionProblem(type)
        .or(
            () ->
                openTypeProblem(
                    type,
                    Responder.class,
                    "what it is asked or answers",
                    "Responder<Query, Price>"));
  }

  private static Optional<String> constructionProblem(Class<?> type) {
    return !isInstantiable(type)
            || (constructor(type).isEmpty() && constructor(type, HandlerContext.class).isEmpty())
        ? Optional.of(
            "expected a public class with a public constructor that takes nothing or a "
                + HandlerContext.class.getName())
        : Optional.empty();
  }

  private static Optional<String> openTypeProblem(
      Class<?> type, Class<?> of, String what, String example) {
    return HandlerTypes.arguments(type, of).isEmpty()
        ? Optional.of("leaves " + what + " open; declare it, as in `implements " + example + "`")
        : Optional.empty();
  }

  private static Optional<String> instanceProblem(Class<?> type, Class<?> expected) {
    if (!expected.isAssignableFrom(type)) {
      return Optional.of("does not implement " + expected.getName());
    }
    return isInstantiable(type) && constructor(type).isPresent()
        ? Optional.empty()
        : Optional.of("expected a public class with a public constructor that takes nothing");
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

  private static Constructor<?> plain(Class<?> type) {
    return constructor(type).orElseThrow();
  }

  private static Object make(Constructor<?> constructor, Object... arguments) {
    String name = constructor.getDeclaringClass().getName();
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(
          name + ": its constructor failed: " + e.getCause(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(name + ": cannot be constructed: " + e, e);
    }
  }

  private Class<?> load(String className) {
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
