package dev.weft.runtime;

import dev.weft.Codec;
import dev.weft.Handler;
import dev.weft.HandlerContext;
import dev.weft.MessageKey;
import dev.weft.Responder;
import dev.weft.codec.Codecs;
import dev.weft.config.ConfigurationException;
import dev.weft.config.HandlerConfig;
import dev.weft.config.HandlerSettings;
import dev.weft.config.Problem;
import dev.weft.config.ResponderConfig;
import dev.weft.config.RetryConfig;
import dev.weft.engine.Emitter;
import dev.weft.engine.MessageMemory;
import dev.weft.engine.Observer;
import dev.weft.engine.Quarantine;
import dev.weft.engine.ResponderSpec;
import dev.weft.engine.RetryPolicy;
import dev.weft.engine.WorkerSpec;
import dev.weft.transport.Failure;
import dev.weft.transport.Outbox;
import dev.weft.transport.Requests;
import dev.weft.transport.TransportException;
import java.lang.reflect.Type;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes workers' specifications of handlers' and responders' configurations. */
final class HandlerLoading {

  private static final Logger log = LoggerFactory.getLogger(HandlerLoading.class);

  private final UserClasses classes;
  private final Handlers handlers;
  private final Outbox outbox;
  private final Requests requests;
  private final Observer observer;
  private final DeadLetterStreams deadLetters;
  private final RetryStreams retries;
  private final ParkedStreams parked;
  private final Throttles throttles;
  private final Quarantine quarantine = new Quarantine();

  HandlerLoading(
      UserClasses classes,
      Handlers handlers,
      Outbox outbox,
      Requests requests,
      Observer observer,
      DeadLetterStreams deadLetters,
      RetryStreams retries,
      ParkedStreams parked,
      Throttles throttles) {
    this.parked = parked;
    this.throttles = throttles;
    this.requests = requests;
    this.deadLetters = deadLetters;
    this.retries = retries;
    this.classes = classes;
    this.handlers = handlers;
    this.outbox = outbox;
    this.observer = observer;
  }

  /**
   * Constructs the handler and what goes with it: one for each consumer it takes from.
   *
   * @param memory where what they hold is counted
   */
  List<WorkerSpec<?>> specs(HandlerConfig config, MessageMemory memory) {
    WorkerSpec<?> spec = spec(config).withMemory(memory);
    return config.consumers().stream().<WorkerSpec<?>>map(spec::on).toList();
  }

  private WorkerSpec<?> spec(HandlerConfig config) {
    return named(
        config.name(),
        () -> {
          Handler<?> handler =
              handlers.make(config.className(), context(config.name(), config.settings()));
          Codec<?> codec = classes.reading(config.codec(), classes.payload(config.className()));
          checkData(config);
          return spec(config, handler, codec);
        });
  }

  // The configuration need not name what the server's consumer has.
  private void checkData(HandlerConfig config) {
    if (classes.isMadeOfData(config.className(), config.codec())
        && retries.isWithoutData(config.consumers().getFirst())) {
      throw new IllegalArgumentException(
          "its consumer has headers_only = true, so with codec = "
              + config.codec().name()
              + " there is no data to make a payload of; expected a handler of byte[], or a codec of"
              + " your own that reads headers");
    }
  }

  /** Constructs the responder and its codecs. */
  ResponderSpec<?, ?> spec(ResponderConfig config) {
    return named(
        config.name(),
        () -> {
          Responder<?, ?> responder =
              handlers.makeResponder(config.className(), context(config.name(), config.settings()));
          List<Type> exchange = classes.exchange(config.className());
          return spec(
              config,
              responder,
              classes.reading(config.codec(), exchange.getFirst()),
              classes.writing(config.codec(), exchange.getLast()));
        });
  }

  private HandlerContext context(String name, HandlerSettings settings) {
    return new RuntimeHandlerContext(name, settings, outbox, requests, observer);
  }

  private static <S> S named(String name, Supplier<S> loading) {
    try {
      return loading.get();
    } catch (ConfigurationException | TransportException e) {
      throw e;
    } catch (Throwable thrown) { // Errors too: what is made here is user code
      Failure failure = Failure.of(thrown);
      String text =
          thrown instanceof IllegalStateException || thrown instanceof IllegalArgumentException
              ? failure.text()
              : failure.describe();
      log.debug("handler {}: cannot be made: {}", name, failure.stack());
      throw new ConfigurationException(List.of(new Problem("", "weft.handlers." + name, text)));
    }
  }

  @SuppressWarnings("unchecked") // the codecs were made for the responder's own types
  private static <Q, A> ResponderSpec<Q, A> spec(
      ResponderConfig config, Responder<?, ?> responder, Codec<?> requests, Codec<?> answers) {
    return new ResponderSpec<>(
        config.name(),
        config.subject(),
        config.queueGroup(),
        config.concurrency(),
        config.timeout(),
        (Codec<Q>) requests,
        (Codec<A>) answers,
        (Responder<Q, A>) responder);
  }

  @SuppressWarnings("unchecked") // the codec was made for the handler's own payload type
  private <T> WorkerSpec<T> spec(HandlerConfig config, Handler<?> handler, Codec<?> codec) {
    MessageKey key = config.key().map(classes::key).orElse(null);
    var emitter = new Emitter(config.name(), Codecs::forType, outbox, observer);
    WorkerSpec<T> spec =
        WorkerSpec.of(
                config.name(), config.consumer(), (Codec<T>) codec, (Handler<T>) handler, emitter)
            .withMode(config.mode())
            .withConcurrency(config.concurrency())
            .withBatch(config.batch().orElse(null))
            .withKey(key)
            .withAck(config.ack())
            .withAckConfirm(config.ackConfirm())
            .withRetry(retry(config.retry()))
            .withBreaker(config.breaker())
            .withTimeout(config.timeout())
            .withLongRetries(retries.of(config, observer))
            .withExhausted(parked.of(config, key))
            .withMiddleware(config.middleware().stream().map(classes::middleware).toList())
            .withThrottle(throttles.of(config))
            .withMarkers(config.markers())
            .withExpiring(retries.isExpiring(config.consumer().stream()))
            .withQuarantine(quarantine);
    String stream = config.consumer().stream();
    return config.deadLetters()
        ? spec.withDeadLetters(deadLetters.of(stream))
            .withLastAttempts(deadLetters.lastAttempts(stream))
        : spec;
  }

  private RetryPolicy retry(RetryConfig config) {
    return new RetryPolicy(
        config.attempts(),
        config.firstDelay(),
        config.factor(),
        config.maxDelay(),
        config.notRetried().stream().map(classes::exception).collect(Collectors.toSet()));
  }
}
