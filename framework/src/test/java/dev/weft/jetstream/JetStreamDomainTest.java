package dev.weft.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.ReceiveMode;
import dev.weft.codec.StringCodec;
import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.jetstream.settings.ConnectionSettings.Subjects;
import dev.weft.jetstream.transport.JetStreamTransport;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.LeafNode;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.StreamSpec;
import io.nats.client.Connection;
import io.nats.client.ConsumerContext;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams in another JetStream domain than that of the server one is connected to. */
@SuppressWarnings("try") // closed at the end, or before it; an interrupt fails the test
class JetStreamDomainTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final JetStreamOptions HUB = JetStreamOptions.builder().domain("hub").build();
  private static final JetStreamOptions LEAF = JetStreamOptions.builder().build();
  private static final StringCodec TEXT = StringCodec.INSTANCE;

  @SuppressWarnings("NullAway.Init") // before all tests, as what follows
  @AutoClose
  private static LeafNode servers;

  @SuppressWarnings("NullAway.Init")
  private static Connection connection;

  @BeforeAll
  static void start(@TempDir Path folder) {
    servers = LeafNode.start(folder);
    connection = servers.leaf().connect();
  }

  @AfterEach
  void deleteStreams() throws Exception {
    for (JetStreamOptions each : List.of(HUB, LEAF)) {
      for (String stream : connection.jetStreamManagement(each).getStreamNames()) {
        connection.jetStreamManagement(each).deleteStream(stream);
      }
    }
  }

  @Test
  void aConsumerOfTheTypedApiReadsTheDomainOfItsContext() throws Exception {
    ConsumerContext ofHub = ordersIn(HUB, "hub");
    ordersIn(LEAF, "leaf");

    try (var consumer = JetStreams.fetcher(connection, ofHub, TEXT)) {
      assertThat(consumer.fetch(1, PATIENCE))
          .singleElement()
          .satisfies(
              message -> {
                assertThat(message.payload()).isEqualTo("from hub");
                message.ack();
              });
      await().untilAsserted(() -> assertThat(unsettled(HUB)).isZero());
    }
    assertThat(unsettled(LEAF)).isEqualTo(1);
  }

  @Test
  void soDoesASubscriber() throws Exception {
    ConsumerContext ofHub = ordersIn(HUB, "hub");

    try (var subscriber = JetStreams.subscriber(connection, ofHub, TEXT);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Void> subscribed =
          threads.submit(
              () -> {
                subscriber.subscribe(message -> {});
                return null;
              });
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(unsettled(HUB)).isZero());
      subscriber.close();
      subscribed.get();
    }
  }

  @Test
  void aStreamIsCreatedInTheDomainOfTheOptions() throws Exception {
    JetStreams.stream(
        connection, HUB, StreamConfiguration.builder().name("NEW").subjects("new").build());

    assertThat(connection.jetStreamManagement(HUB).getStreamNames()).containsExactly("NEW");
    assertThat(connection.jetStreamManagement(LEAF).getStreamNames()).isEmpty();
  }

  @Test
  void aContextOfAnotherMakeIsTakenOnlyIfItReachesThePlainApi() throws Exception {
    ConsumerContext ofHub = ordersIn(HUB, "hub");
    ConsumerContext ofLeaf = ordersIn(LEAF, "leaf");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> JetStreams.fetcher(connection, wrapped(ofHub), TEXT))
        .withMessageContaining("consumer ORDERS/w: the context")
        .withMessageContaining("reaches another consumer than $JS.API does");
    try (var consumer = JetStreams.fetcher(connection, wrapped(ofLeaf), TEXT)) {
      assertThat(consumer.fetch(1, PATIENCE).getFirst().payload()).isEqualTo("from leaf");
    }
  }

  @Test
  void aTransportWorksInTheDomainOfItsSettings() throws Exception {
    var stream = new StreamSpec("JOBS", Map.of("subjects", List.of("jobs.>")));
    var consumer = new ConsumerSpec("JOBS", "w", Map.of());
    try (var transport = transportInHub()) {
      transport.create(stream);
      transport.create(consumer);
      transport.outbox().publish("jobs.a", "work".getBytes(UTF_8), dev.weft.Headers.empty());
      try (var source = transport.open(consumer, ReceiveMode.PULL)) {
        Delivery delivery = source.next(1, PATIENCE).getFirst();
        delivery.settleConfirmed(Outcome.Ack.INSTANCE);
      }

      assertThat(transport.state(consumer).ackPending()).isZero();
      assertThat(transport.recall(consumer, 1, 1)).isPresent();
    }
    assertThat(connection.jetStreamManagement(HUB).getStreamNames()).containsExactly("JOBS");
    assertThat(connection.jetStreamManagement(LEAF).getStreamNames()).isEmpty();
  }

  @Test
  void aConsumerWhoseNamesakeWouldHearItsAcknowledgementsIsWarnedOf() throws Exception {
    ordersIn(HUB, "hub");
    try (var log = CapturedLog.of("dev.weft.jetstream.api.Namesake", Level.WARN);
        var transport = transportInHub()) {
      var consumer = new ConsumerSpec("ORDERS", "w", Map.of());
      transport.open(consumer, ReceiveMode.PULL).close();
      assertThat(log.lines()).isEmpty();
    }
    ordersIn(LEAF, "leaf");
    try (var log = CapturedLog.of("dev.weft.jetstream.api.Namesake", Level.WARN);
        var transport = transportInHub()) {
      var consumer = new ConsumerSpec("ORDERS", "w", Map.of());
      transport.open(consumer, ReceiveMode.PULL).close();
      transport.open(consumer, ReceiveMode.PULL).close();

      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("consumer ORDERS/w", "the same names", "js_ack_fc_v2");
    }
  }

  private static JetStreamTransport transportInHub() {
    return JetStreamTransport.connect(
        ConnectionSettings.builder()
            .servers(servers.leaf().url())
            .connectTimeout(PATIENCE)
            .subjects(new Subjects(Subjects.apiOfDomain("hub"), "_INBOX"))
            .build(),
        PATIENCE);
  }

  private static ConsumerContext ordersIn(JetStreamOptions domain, String name)
      throws IOException, JetStreamApiException {
    JetStreamManagement management = connection.jetStreamManagement(domain);
    management.addStream(
        StreamConfiguration.builder()
            .name("ORDERS")
            .subjects("orders." + name)
            .storageType(StorageType.Memory)
            .build());
    management.addOrUpdateConsumer("ORDERS", ConsumerConfiguration.builder().durable("w").build());
    connection.jetStream(domain).publish("orders." + name, ("from " + name).getBytes(UTF_8));
    return connection.getConsumerContext("ORDERS", "w", domain);
  }

  private static long unsettled(JetStreamOptions domain) throws Exception {
    var info = connection.jetStreamManagement(domain).getConsumerInfo("ORDERS", "w");
    return info.getNumPending() + info.getNumAckPending();
  }

  private static ConsumerContext wrapped(ConsumerContext context) {
    return (ConsumerContext)
        Proxy.newProxyInstance(
            JetStreamDomainTest.class.getClassLoader(),
            new Class<?>[] {ConsumerContext.class},
            (proxy, method, arguments) -> method.invoke(context, arguments));
  }
}
