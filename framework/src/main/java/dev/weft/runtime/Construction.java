package dev.weft.runtime;

import dev.weft.HandlerContext;
import dev.weft.config.ConfigurationException;
import dev.weft.config.HandlerConfig;
import dev.weft.config.HandlerSettings;
import dev.weft.config.Problem;
import dev.weft.config.ResponderConfig;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
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
final class Construction {

  private static final Logger log = LoggerFactory.getLogger(Construction.class);

  /** All of one configuration, in its order. */
  record Parts(List<HandlerParts> handlers, List<ResponderParts> responders) {}

  private final UserClasses classes;
  private final Handlers handlers;
  private final Outbox outbox;
  private final Requests requests;
  private final Observer observer;

  /**
   * Nothing is constructed yet.
   *
   * @param handlers closes what is made
   * @param outbox what handlers publish by
   * @param requests what handlers ask by
   */
  Construction(
      UserClasses classes, Handlers handlers, Outbox outbox, Requests requests, Observer observer) {
    this.classes = classes;
    this.handlers = handlers;
    this.outbox = outbox;
    this.requests = requests;
    this.observer = observer;
  }

  /**
   * Constructs all handlers and responders with what goes with them.
   *
   * @throws ConfigurationException if one cannot be; what was made before stays for {@link
   *     Handlers#close}
   */
  Parts of(WeftConfig config) {
    return new Parts(
        config.handlers().stream()
            .map(handler -> named(handler.name(), () -> parts(handler)))
            .toList(),
        config.responders().stream()
            .map(responder -> named(responder.name(), () -> parts(responder)))
            .toList());
  }

  private HandlerParts parts(HandlerConfig config) {
    return new HandlerParts(
        config,
        handlers.make(config.className(), context(config.name(), config.settings())),
        classes.reading(config.codec(), classes.payload(config.className())),
        config.key().map(classes::key).orElse(null),
        config.middleware().stream().map(classes::middleware).toList(),
        config.retry().notRetried().stream().map(classes::exception).collect(Collectors.toSet()));
  }

  private ResponderParts parts(ResponderConfig config) {
    List<Type> exchange = classes.exchange(config.className());
    return new ResponderParts(
        config,
        handlers.makeResponder(config.className(), context(config.name(), config.settings())),
        classes.reading(config.codec(), exchange.getFirst()),
        classes.writing(config.codec(), exchange.getLast()));
  }

  private HandlerContext context(String name, HandlerSettings settings) {
    return new RuntimeHandlerContext(name, settings, outbox, requests, observer);
  }

  private static <P> P named(String name, Supplier<P> constructing) {
    try {
      return constructing.get();
    } catch (ConfigurationException e) {
      throw e;
    } catch (Throwable thrown) { // Errors too: what is made here is user code
      throw new ConfigurationException(
          List.of(new Problem("", "weft.handlers." + name, explained(name, thrown))));
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
