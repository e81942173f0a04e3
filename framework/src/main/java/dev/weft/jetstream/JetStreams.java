package dev.weft.jetstream;

import dev.weft.Codec;
import dev.weft.Fetcher;
import dev.weft.PublishLimits;
import dev.weft.Publisher;
import dev.weft.Subscriber;
import dev.weft.Telemetry;
import dev.weft.TransportException;
import dev.weft.codec.Codecs;
import dev.weft.engine.Observer;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.clock.Time;
import dev.weft.engine.flow.Throttle;
import dev.weft.engine.publish.CodecPublisher;
import dev.weft.engine.publish.Emitter;
import dev.weft.engine.publish.MessageIds;
import dev.weft.engine.publish.RetryingOutbox;
import dev.weft.engine.worker.CodecFetcher;
import dev.weft.engine.worker.WorkerSpec;
import dev.weft.engine.worker.WorkerSubscriber;
import dev.weft.jetstream.api.ContextPrefix;
import dev.weft.jetstream.connection.Link;
import dev.weft.jetstream.connection.MendingDataPort;
import dev.weft.jetstream.publish.JetStreamOutbox;
import dev.weft.jetstream.transport.JetStreamTransport;
import dev.weft.machine.Machine;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Transport;
import io.nats.client.Connection;
import io.nats.client.ConsumerContext;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.Options;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Typed publishers, subscribers and fetchers on a connection of the caller's, without the runtime.
 *
 * <p>The caller owns the connection and all of jnats's objects: closing what is made here closes
 * none of them. Streams and consumers are configured with jnats's own classes.
 *
 * <p>A connection that may meet headers outside ASCII, which clients in other languages can send,
 * is to be opened with options that are {@link #tolerant}: without them such a message silences it.
 */
public final class JetStreams {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration PUBLISH_TIMEOUT = Duration.ofSeconds(5);
  private static final int STREAM_NAME_IN_USE = 10058;

  private JetStreams() {}

  /**
   * Options for a connection that lives through headers it cannot read.
   *
   * <p>A header with a byte outside ASCII, which a client in another language may send, would end
   * jnats's reading thread, and the connection would be silent from then on. With these options
   * each such byte is read as {@code ?}, and headers that are malformed altogether are read as
   * none. Data is passed on as it is. Also, fewer threads are woken for each message, and
   * acknowledgements go together. The runtime's own connections have this.
   *
   * @param options the caller's, which are changed
   * @return the same
   */
  public static Options.Builder tolerant(Options.Builder options) {
    return options.dataPortType(MendingDataPort.class.getName());
  }

  /**
   * Creates a stream, or accepts the one of that name as it is. Blocks for two round trips, 10 s
   * each at most.
   *
   * @return the handle to publish and subscribe with
   * @throws TransportException if the server does not answer or refuses the configuration
   */
  public static JetStream stream(Connection connection, StreamConfiguration configuration) {
    return stream(connection, JetStreamOptions.builder().build(), configuration);
  }

  /**
   * As {@link #stream(Connection, StreamConfiguration)}, in the JetStream domain, or by the prefix,
   * that the options name.
   */
  public static JetStream stream(
      Connection connection, JetStreamOptions options, StreamConfiguration configuration) {
    try {
      JetStreamManagement management =
          connection.jetStreamManagement(
              JetStreamOptions.builder(options).requestTimeout(TIMEOUT).build());
      createUnlessThere(management, configuration);
      return connection.jetStream(options);
    } catch (IOException e) {
      throw TransportException.passing("stream " + configuration.getName() + ": " + e, e);
    } catch (JetStreamApiException e) {
      throw TransportException.lasting(
          "stream " + configuration.getName() + ": refused: " + e.getMessage(), e);
    }
  }

  /** {@link #publisher(Connection, Codec, Telemetry)} without telemetry. */
  public static <T> Publisher<T> publisher(Connection connection, Codec<T> codec) {
    return publisher(connection, codec, Observer.none());
  }

  /** {@link #publisher(Connection, Codec, PublisherOptions)} with defaults, save the telemetry. */
  public static <T> Publisher<T> publisher(
      Connection connection, Codec<T> codec, Telemetry telemetry) {
    return publisher(connection, codec, PublisherOptions.defaults().withTelemetry(telemetry));
  }

  /**
   * A publisher that tries again what the server does not confirm. All publishers on a connection
   * have one subscription, and one thread, for their answers, from the first publish until the last
   * of them is closed. What is unanswered then is answered all the same.
   */
  public static <T> Publisher<T> publisher(
      Connection connection, Codec<T> codec, PublisherOptions options) {
    OptionChecks.parts(connection, codec, options);
    var clock = new Housekeeper(Machine.real());
    Link link = Link.on(connection);
    var outbox = new JetStreamOutbox(link, options.timeout());
    return new CodecPublisher<>(
        codec,
        new RetryingOutbox(outbox, options.limits(), clock),
        Observer.of(options.telemetry()),
        MessageIds.of(clock.machine()),
        () -> {
          clock.close();
          outbox.close();
          link.close();
        });
  }

  /** {@link #subscriber(Connection, ConsumerContext, Codec, SubscriberOptions)} with defaults. */
  public static <T> Subscriber<T> subscriber(
      Connection connection, ConsumerContext consumer, Codec<T> codec) {
    return subscriber(connection, consumer, codec, SubscriberOptions.defaults());
  }

  /**
   * A subscriber to a pull consumer that exists. It asks for messages itself, by pull requests, in
   * both modes; the context only says which consumer, and in which JetStream domain it is, or by
   * which prefix it is reached.
   *
   * <p>The consumer's {@code max_ack_pending} bounds what is out, and the server's default is
   * 1,000: a handler that is faster than a round trip waits for it. The runtime makes its consumers
   * with 20,000. With a {@code concurrency} or batches, set at least twice what may be in work at
   * once; less is logged.
   *
   * @throws IllegalArgumentException if the consumer is a push consumer, or does not acknowledge
   *     each message by itself
   */
  public static <T> Subscriber<T> subscriber(
      Connection connection, ConsumerContext consumer, Codec<T> codec, SubscriberOptions options) {
    OptionChecks.parts(connection, codec, options);
    Observer observer = Observer.of(options.telemetry());
    ConsumerSpec spec = spec(consumer);
    Transport transport = transport(connection, consumer);
    Emitter emitter = emitter(transport, spec, observer);
    return new WorkerSubscriber<>(
        Machine.real(),
        transport,
        options.batch(),
        handler -> {
          SlotsCheck.log(
              consumer.getCachedConsumerInfo(), options.concurrency(), handler.messagesPerCall());
          return chosen(WorkerSpec.of(spec.name(), spec, codec, handler, emitter), options);
        },
        observer);
  }

  private static <T> WorkerSpec<T> chosen(WorkerSpec<T> plain, SubscriberOptions options) {
    return plain
        .withIntake(intake -> intake.withMode(options.mode()).withPullBatch(options.pullBatch()))
        .withFlow(
            flow ->
                flow.withConcurrency(options.concurrency())
                    .withThrottle(throttle(options))
                    .withBreaker(options.breaker()))
        .withCall(call -> call.withTimeout(options.timeout()).withMiddleware(options.middleware()))
        .withSettlement(
            settlement ->
                settlement
                    .withAck(options.ack())
                    .withAckConfirm(options.ackConfirm())
                    .withRetry(options.retry()));
  }

  /** {@link #fetcher(Connection, ConsumerContext, Codec, FetcherOptions)} with defaults. */
  public static <T> Fetcher<T> fetcher(
      Connection connection, ConsumerContext consumer, Codec<T> codec) {
    return fetcher(connection, consumer, codec, FetcherOptions.defaults());
  }

  /**
   * A fetcher on a pull consumer that exists.
   *
   * @throws IllegalArgumentException as {@link #subscriber}
   */
  public static <T> Fetcher<T> fetcher(
      Connection connection, ConsumerContext consumer, Codec<T> codec, FetcherOptions options) {
    OptionChecks.parts(connection, codec, options);
    Observer observer = Observer.of(options.telemetry());
    ConsumerSpec spec = spec(consumer);
    Transport transport = transport(connection, consumer);
    boolean made = false;
    try {
      var fetching =
          new CodecFetcher<>(
              Machine.real(),
              transport,
              new CodecFetcher.Spec<>(
                  spec, options.ackConfirm(), codec, emitter(transport, spec, observer)),
              observer);
      made = true;
      return fetching;
    } finally {
      if (!made) {
        transport.close(); // or it would stay on the caller's connection
      }
    }
  }

  private static Transport transport(Connection connection, ConsumerContext consumer) {
    return JetStreamTransport.on(
        connection, ContextPrefix.of(connection, consumer), PUBLISH_TIMEOUT);
  }

  private static Throttle throttle(SubscriberOptions options) {
    Machine machine = Machine.real();
    return Throttle.of(machine, options.rate().orElse(null), null, Time.of(machine));
  }

  // Its clock has a thread only while a publish waits for its next try, and so needs no closing.
  private static Emitter emitter(Transport transport, ConsumerSpec consumer, Observer observer) {
    var outbox =
        new RetryingOutbox(
            transport.outbox(), PublishLimits.defaults(), new Housekeeper(Machine.real()));
    return new Emitter(consumer.name(), Codecs::forType, outbox, observer);
  }

  private static void createUnlessThere(
      JetStreamManagement management, StreamConfiguration configuration)
      throws IOException, JetStreamApiException {
    try {
      management.addStream(configuration);
    } catch (JetStreamApiException e) {
      if (e.getApiErrorCode() != STREAM_NAME_IN_USE) {
        throw e;
      }
    }
  }

  private static ConsumerSpec spec(ConsumerContext context) {
    OptionChecks.given(context, "consumer", "the context of one that exists");
    var info = context.getCachedConsumerInfo();
    ConsumerConfiguration config = info.getConsumerConfiguration();
    String name = info.getStreamName() + "/" + info.getName();
    if (config.getDeliverSubject() != null) {
      throw new IllegalArgumentException(
          "consumer " + name + ": it is a push consumer; create it without a deliver subject");
    }
    if (config.getAckPolicy() != io.nats.client.api.AckPolicy.Explicit) {
      throw new IllegalArgumentException(
          "consumer " + name + ": ack policy " + config.getAckPolicy() + "; expected explicit");
    }
    Map<String, Object> settings = new HashMap<>();
    if (config.getAckWait() != null) {
      settings.put("ack_wait", config.getAckWait().toNanos());
    }
    settings.put("max_batch", config.getMaxBatch());
    if (config.getMaxExpires() != null) {
      settings.put("max_expires", config.getMaxExpires().toNanos());
    }
    return new ConsumerSpec(info.getStreamName(), info.getName(), settings);
  }
}
