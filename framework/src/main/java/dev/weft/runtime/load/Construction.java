package dev.weft.runtime.load;

import dev.weft.BatchHandler;
import dev.weft.Codec;
import dev.weft.ConfigurationException;
import dev.weft.ConfigurationProblem;
import dev.weft.Handler;
import dev.weft.HandlerContext;
import dev.weft.MessageKey;
import dev.weft.Middleware;
import dev.weft.Responder;
import dev.weft.codec.Codecs;
import dev.weft.codec.MessageKeys;
import dev.weft.config.WeftConfig;
import dev.weft.config.classes.CodecConfig;
import dev.weft.config.handler.HandlerConfig;
import dev.weft.config.handler.HandlerSettings;
import dev.weft.config.handler.ResponderConfig;
import dev.weft.engine.Observer;
import dev.weft.engine.publish.MessageIds;
import dev.weft.engine.worker.UserHandler;
import dev.weft.transport.Failure;
import dev.weft.transport.Outbox;
import dev.weft.transport.Requests;
import java.lang.reflect.Type;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Constructs what users wrote; needs nothing that a server has. */
public final class Construction {

  private static final Logger log = LoggerFactory.getLogger(Construction.class);

  /** All of one configuration, in its order. */
  public record Parts(List<HandlerParts> handlers, List<ResponderParts> responders) {}

  private final Supplied supplied;
  private final ClassFinder classes;
  private final PayloadCheck payloads;
  private final UserObjects objects;
  private final Outbox outbox;
  private final MessageIds ids;
  private final Requests requests;
  private final Observer observer;

  /**
   * Nothing is constructed yet.
   *
   * @param objects makes what users wrote, and closes it
   * @param outbox what handlers publish by
   * @param ids for the messages that they publish without one
   * @param requests what handlers ask by
   */
  public Construction(
      Supplied supplied,
      UserObjects objects,
      Outbox outbox,
      MessageIds ids,
      Requests requests,
      Observer observer) {
    this.supplied = supplied;
    this.classes = new ClassFinder(supplied);
    this.payloads = new PayloadCheck(classes::load);
    this.objects = objects;
    this.outbox = outbox;
    this.ids = ids;
    this.requests = requests;
    this.observer = observer;
  }

  /**
   * Constructs all handlers and responders with what goes with them.
   *
   * @throws ConfigurationException if one cannot be; what was made before stays for {@link
   *     UserObjects#close}
   */
  public Parts of(WeftConfig config) {
    return new Parts(
        config.handlers().stream()
            .map(handler -> named(handler.name(), () -> parts(handler)))
            .toList(),
        config.responders().stream()
            .map(responder -> named(responder.name(), () -> parts(responder)))
            .toList());
  }

  private HandlerParts parts(HandlerConfig config) {
    HandlerContext context = context(config.name(), config.call().handler().settings());
    return new HandlerParts(
        config,
        handler(config, context),
        reading(config.call().codec(), classes.payload(config.className()), context),
        config.flow().key().map(text -> key(text, context)).orElse(null),
        config.call().middleware().stream()
            .map(type -> made("middleware", Middleware.class, type, context))
            .toList(),
        config.settlement().retry().notRetried().stream()
            .map(classes::exception)
            .collect(Collectors.toSet()));
  }

  private ResponderParts parts(ResponderConfig config) {
    List<Type> exchange = classes.exchange(config.className());
    HandlerContext context = context(config.name(), config.responder().settings());
    return new ResponderParts(
        config,
        objects.make("responder " + config.name(), Responder.class, config.className(), context),
        reading(config.codec(), exchange.getFirst(), context),
        writing(config.codec(), exchange.getLast(), context));
  }

  // It has batches if its class is a batch handler, and only then.
  private UserHandler<?> handler(HandlerConfig config, HandlerContext context) {
    if (config.call().batch().isPresent()) {
      BatchHandler<?> batches = object(BatchHandler.class, config, context);
      return new UserHandler.Batched<>(batches, config.call().batch().get());
    }
    Handler<?> single = object(Handler.class, config, context);
    return new UserHandler.Single<>(single);
  }

  /** The object that was given for a handler, or a new one. */
  private <K> K object(Class<K> kind, HandlerConfig config, HandlerContext context) {
    Object given = supplied.object(config.name()).orElse(null);
    if (given == null) {
      return objects.make("handler " + config.name(), kind, config.className(), context);
    }
    if (!kind.isInstance(given)) {
      throw new IllegalStateException(
          "a %s is given for it; expected an object that implements %s, as the class of its entry,"
                  .formatted(given.getClass().getName(), kind.getName())
              + " %s, does".formatted(config.className()));
    }
    return kind.cast(given);
  }

  private Codec<?> reading(CodecConfig codec, Type payload, HandlerContext context) {
    payloads.checkRead(codec, payload);
    return codec(codec, payload, context);
  }

  private Codec<?> writing(CodecConfig codec, Type payload, HandlerContext context) {
    payloads.checkWritten(codec, payload);
    return codec(codec, payload, context);
  }

  // A built-in one by its name, or the user's by its class.
  private Codec<?> codec(CodecConfig codec, Type payload, HandlerContext context) {
    return Codecs.isBuiltIn(codec.name())
        ? Codecs.named(codec.name(), payload, codec.json())
        : made("codec", Codec.class, codec.name(), context);
  }

  /** What tells a message's key: as {@link MessageKeys} reads it, or the user's by its class. */
  private MessageKey key(String text, HandlerContext context) {
    return MessageKeys.isBuiltIn(text)
        ? MessageKeys.parse(text)
        : made("key", MessageKey.class, text, context);
  }

  private <K> K made(String role, Class<K> kind, String className, HandlerContext context) {
    return objects.make(
        "handler " + context.name() + ", " + role + " " + className, kind, className, context);
  }

  private HandlerContext context(String name, HandlerSettings settings) {
    return new RuntimeHandlerContext(name, settings, outbox, ids, requests, observer);
  }

  private static <P> P named(String name, Supplier<P> constructing) {
    try {
      return constructing.get();
    } catch (ConfigurationException e) {
      throw e;
    } catch (Throwable thrown) { // Errors too: what is made here is user code
      throw new ConfigurationException(
          List.of(new ConfigurationProblem("", "weft.handlers." + name, explained(name, thrown))));
    }
  }

  // A finding of Weft's own says all in its message. What user code threw has the stack that leads
  // to the line, and this is the only place where it is seen.
  private static String explained(String name, Throwable thrown) {
    Failure failure = Failure.of(thrown);
    boolean isFinding =
        thrown.getClass() == IllegalStateException.class
            || thrown.getClass() == IllegalArgumentException.class;
    Throwable usersOwn = isFinding ? thrown.getCause() : thrown;
    if (usersOwn != null) {
      log.error("handler {}: cannot be made: {}", name, Failure.of(usersOwn).stack());
    }
    return isFinding ? failure.text() : failure.describe();
  }
}
