package dev.weft.runtime.load;

import dev.weft.BatchHandler;
import dev.weft.Codec;
import dev.weft.Handler;
import dev.weft.MessageKey;
import dev.weft.Middleware;
import dev.weft.Responder;
import dev.weft.codec.Codecs;
import dev.weft.config.classes.ClassCheck;
import dev.weft.config.classes.ClassRole;
import dev.weft.config.classes.CodecConfig;
import dev.weft.transport.Failure;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;

/** Tells what is wrong with the classes that a configuration names, by looking at them. */
public final class ClassProblems implements ClassCheck {

  private final Supplied supplied;
  private final ClassFinder classes;
  private final PayloadCheck payloads;

  /** A check of what the program's class loader finds. */
  public ClassProblems(Supplied supplied) {
    this.supplied = supplied;
    this.classes = new ClassFinder(supplied);
    this.payloads = new PayloadCheck(classes::load);
  }

  @Override
  public Optional<String> problem(ClassRole role, String className) {
    Class<?> type;
    try {
      type = classes.find(className);
    } catch (ClassNotFoundException e) {
      return Optional.of("no such class on the class path");
    } catch (LinkageError e) {
      return Optional.of("cannot be loaded: " + Failure.of(e).describe());
    }
    return switch (role) {
      case HANDLER -> handler(type).or(() -> constructible(type)).or(() -> openPayload(type));
      case GIVEN_HANDLER -> handler(type).or(() -> openPayload(type));
      case BATCH_HANDLER ->
          BatchHandler.class.isAssignableFrom(type)
              ? Optional.empty()
              : Optional.of("does not implement " + BatchHandler.class.getName());
      case RESPONDER -> responder(type);
      case MIDDLEWARE -> usable(type, Middleware.class, "");
      case CODEC -> usable(type, Codec.class, "");
      case KEY -> usable(type, MessageKey.class, "");
      case EXCEPTION ->
          Throwable.class.isAssignableFrom(type)
              ? Optional.empty()
              : Optional.of("expected an exception, but it does not extend Throwable");
    };
  }

  @Override
  public boolean isGiven(String handler) {
    return supplied.object(handler).isPresent();
  }

  @Override
  public Optional<String> givenClass(String handler) {
    return supplied
        .object(handler)
        .<Class<?>>map(Object::getClass)
        .filter(type -> !type.isHidden() && HandlerTypes.payload(type).isPresent())
        .map(Class::getName);
  }

  @Override
  public Optional<String> payloadProblem(ClassRole role, String className, CodecConfig codec) {
    try {
      if (role == ClassRole.RESPONDER) {
        List<Type> exchange = classes.exchange(className);
        payloads.checkRead(codec, exchange.getFirst());
        payloads.checkWritten(codec, exchange.getLast());
      } else {
        payloads.checkRead(codec, classes.payload(className));
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
      boolean isTaken = classes.payload(className) == byte[].class && !codec.name().equals("json");
      return Codecs.isBuiltIn(codec.name()) && !isTaken;
    } catch (IllegalArgumentException | IllegalStateException | LinkageError e) {
      return false; // which is reported as a problem of its own
    }
  }

  private static Optional<String> handler(Class<?> type) {
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
    return Optional.empty();
  }

  private static Optional<String> openPayload(Class<?> type) {
    Class<?> kind = HandlerTypes.kind(type);
    return openType(type, kind, "its payload type", kind.getSimpleName() + "<OrderPlaced>");
  }

  private Optional<String> responder(Class<?> type) {
    String because = "expected a responder, since it has mode = reply, but it ";
    String example = "Responder<Query, Price>";
    return usable(type, Responder.class, because)
        .or(() -> openType(type, Responder.class, "what it is asked or answers", example));
  }

  private Optional<String> usable(Class<?> type, Class<?> expected, String prefix) {
    return expected.isAssignableFrom(type)
        ? constructible(type)
        : Optional.of(prefix + "does not implement " + expected.getName());
  }

  // With a factory a class needs no constructor that Weft could call.
  private Optional<String> constructible(Class<?> type) {
    try {
      return Constructors.isConstructible(type) || supplied.hasFactory()
          ? Optional.empty()
          : Optional.of(Constructors.EXPECTED);
    } catch (IllegalStateException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> openType(
      Class<?> type, Class<?> of, String what, String example) {
    return HandlerTypes.arguments(type, of).isEmpty()
        ? Optional.of("leaves " + what + " open; declare it, as in `implements " + example + "`")
        : Optional.empty();
  }
}
