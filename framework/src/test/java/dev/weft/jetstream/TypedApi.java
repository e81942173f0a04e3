package dev.weft.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.BatchHandler;
import dev.weft.Fetcher;
import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.RetryPolicy;
import dev.weft.Subscriber;
import dev.weft.codec.JsonCodec;
import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.ConsumerContext;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A real server, a connection that the test owns, and an empty stream for each test. */
abstract class TypedApi {

  static final String STREAM = "ORDERS";
  static final String SUBJECT = "orders.placed";
  static final JsonCodec<Order> CODEC = JsonCodec.of(Order.class);

  /** Long enough that no message comes again by itself while a test runs. */
  static final Duration ACK_WAIT = Duration.ofMinutes(5);

  /** An ack wait that is kept from ending, far longer than a beat may come late. */
  static final Duration KEPT_ACK_WAIT = Duration.ofSeconds(4);

  // A close waits for the open pull to end.
  private static final Duration SHORT_PULL = Duration.ofMillis(200);

  static final RetryPolicy QUICK =
      RetryPolicy.builder().attempts(3).fixedDelay(Duration.ofMillis(20)).build();

  @SuppressWarnings("NullAway.Init") // before all tests
  @AutoClose
  static NatsServer server;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // before each test
  Connection connection;

  @SuppressWarnings("NullAway.Init")
  JetStream jetStream;

  @SuppressWarnings("NullAway.Init")
  JetStreamManagement management;

  /** A payload. */
  record Order(int id) {}

  @BeforeAll
  static void startServer() {
    server = NatsServer.start();
  }

  @BeforeEach
  void connect() throws Exception {
    connection = server.connect();
    management = connection.jetStreamManagement();
    jetStream = connection.jetStream();
    management.addStream(stream().build());
  }

  @AfterEach
  void disconnect() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    management.deleteStream(STREAM);
    connection.close();
  }

  static StreamConfiguration.Builder stream() {
    return StreamConfiguration.builder()
        .name(STREAM)
        .subjects("orders.>")
        .storageType(StorageType.Memory);
  }

  /** A consumer of the stream that the test may set further. */
  static ConsumerConfiguration.Builder durable() {
    return ConsumerConfiguration.builder().durable("test").ackWait(ACK_WAIT).maxExpires(SHORT_PULL);
  }

  ConsumerContext context() throws IOException, JetStreamApiException {
    return context(durable());
  }

  ConsumerContext context(ConsumerConfiguration.Builder configuration)
      throws IOException, JetStreamApiException {
    return connection.getStreamContext(STREAM).createOrUpdateConsumer(configuration.build());
  }

  Subscriber<Order> subscriber(SubscriberOptions options)
      throws IOException, JetStreamApiException {
    return close(JetStreams.subscriber(connection, context(), CODEC, options));
  }

  Fetcher<Order> fetcher() throws IOException, JetStreamApiException {
    return fetcher(durable());
  }

  Fetcher<Order> fetcher(ConsumerConfiguration.Builder configuration)
      throws IOException, JetStreamApiException {
    return close(JetStreams.fetcher(connection, context(configuration), CODEC));
  }

  /** Subscribes on a thread of its own, until the test is over at the latest. */
  Subscription subscribe(Subscriber<Order> subscriber, Handler<Order> handler) {
    return close(Subscription.start(subscriber, handler));
  }

  /** As {@link #subscribe}, with batches. */
  Subscription subscribeBatches(Subscriber<Order> subscriber, BatchHandler<Order> handler) {
    return close(Subscription.startBatches(subscriber, handler));
  }

  /** Has it closed when the test is over; what was opened last is closed last. */
  <C extends AutoCloseable> C close(C closeable) {
    opened.add(closeable);
    return closeable;
  }

  /** Publishes orders past Weft, as any client would. */
  void publish(int... ids) throws IOException, JetStreamApiException {
    for (int id : ids) {
      publishText("{\"id\":" + id + "}");
    }
  }

  void publishText(String text) throws IOException, JetStreamApiException {
    jetStream.publish(SUBJECT, text.getBytes(UTF_8));
  }

  ConsumerInfo info() {
    try {
      return management.getConsumerInfo(STREAM, "test");
    } catch (IOException | JetStreamApiException e) {
      throw new AssertionError(e);
    }
  }

  long stored() throws IOException, JetStreamApiException {
    return management.getStreamInfo(STREAM).getStreamState().getMsgCount();
  }

  /** Waits until the server has every message's settlement for good. */
  void awaitAllSettled() {
    await()
        .untilAsserted(
            () -> {
              assertThat(info().getNumPending()).as("pending").isZero();
              assertThat(info().getNumAckPending()).as("unsettled").isZero();
            });
  }

  /** How often the server has delivered, over all messages. */
  long deliveries() {
    return info().getDelivered().getConsumerSequence();
  }

  void assertUsable(Connection callers) throws Exception {
    assertThat(callers.getStatus()).isEqualTo(Connection.Status.CONNECTED);
    assertThat(
            callers.jetStream().publish("orders.usable", "{\"id\":0}".getBytes(UTF_8)).getSeqno())
        .isPositive();
  }

  static String note(Message<Order> message) {
    return message.payload().id() + "#" + message.attempt();
  }
}
