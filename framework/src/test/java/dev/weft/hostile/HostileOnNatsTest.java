package dev.weft.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Message;
import dev.weft.RetryPolicy;
import dev.weft.jetstream.JetStreams;
import dev.weft.jetstream.SubscriberOptions;
import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.ConsumerContext;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A sample of {@link HostileCodeTest} on a server, and the typed API. */
@SuppressWarnings({"NullAway", "try"}) // the server is started before the first test
class HostileOnNatsTest {

  private static final long SEED = Long.getLong("hostile.seed", 5);
  private static final int SAMPLE = 20;

  private static NatsServer server;
  private static Connection connection;

  @BeforeAll
  static void start() throws Exception {
    server = NatsServer.start();
    connection = Nats.connect(server.url());
  }

  @AfterAll
  static void stop() throws Exception {
    connection.close();
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> soItIsOnAServer() {
    List<Scenario> all = new ArrayList<>(Scenario.all().toList());
    Collections.shuffle(all, new Random(SEED));
    return all.stream()
        .filter(one -> one.way() != Way.PARTITIONS) // its leases take seconds to come
        .limit(SAMPLE)
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one + " (hostile.seed = " + SEED + ")",
                    () -> one.run(Ground.server(server.url(), connection))));
  }

  @ParameterizedTest
  @EnumSource
  void aSubscriberGoesOnWhateverItsHandlerDoes(Misdeed misdeed) throws Exception {
    Hostile.plan(Place.HANDLER, misdeed, 1);
    var options =
        SubscriberOptions.defaults()
            .withTelemetry(new Hostile.Watching())
            .withRetry(RetryPolicy.builder().attempts(2).fixedDelay(Duration.ZERO).build());
    try (var subscriber =
        JetStreams.subscriber(connection, consumer(), new Hostile.Texts(), options)) {
      Thread caller =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      subscriber.subscribe(new Hostile.OneByOne());
                    } catch (InterruptedException e) {
                      throw new AssertionError(e);
                    }
                  });
      publish("before", Hostile.BAD, "after");

      Scenario.awaitHandled(Scenario.SOON, "before", "after");
      assertThat(caller.isAlive()).isTrue();
      subscriber.close();
      assertThat(caller.join(Scenario.SOON)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFetchGoesOnWhateverTheCodecDoes(Misdeed misdeed) throws Exception {
    Hostile.plan(Place.CODEC, misdeed, 1);
    try (var fetching = JetStreams.fetcher(connection, consumer(), new Hostile.Texts())) {
      publish(Hostile.BAD, "after");

      List<String> payloads = new ArrayList<>();
      while (!payloads.contains("after")) {
        for (Message<String> message : fetching.fetch(2, Scenario.SOON)) {
          payloads.add(message.payload());
          message.ack();
        }
      }

      assertThat(payloads.contains(Hostile.BAD)).isEqualTo(!misdeed.fails());
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      JetStreamManagement management = connection.jetStreamManagement();
      Awaitility.await()
          .until(() -> management.getConsumerInfo("TYPED", "c").getNumAckPending() == 0);
    }
  }

  private static ConsumerContext consumer() throws Exception {
    JetStreamManagement management = connection.jetStreamManagement();
    if (management.getStreamNames().contains("TYPED")) {
      management.deleteStream("TYPED");
    }
    management.addStream(StreamConfiguration.builder().name("TYPED").subjects("typed").build());
    return connection
        .getStreamContext("TYPED")
        .createOrUpdateConsumer(ConsumerConfiguration.builder().durable("c").build());
  }

  private static void publish(String... payloads) throws Exception {
    for (String payload : payloads) {
      connection.jetStream().publish("typed", payload.getBytes(UTF_8));
    }
  }
}
