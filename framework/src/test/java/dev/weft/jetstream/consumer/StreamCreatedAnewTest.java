package dev.weft.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weft.Headers;
import dev.weft.ReceiveMode;
import dev.weft.TransportException;
import dev.weft.jetstream.Connected;
import dev.weft.jetstream.transport.JetStreamTransport;
import dev.weft.testing.NatsServer;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import dev.weft.transport.StreamSpec;
import io.nats.client.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in work while its stream is deleted and created again must not settle what is new. */
class StreamCreatedAnewTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final ConsumerSpec CONSUMER =
      new ConsumerSpec("S", "c", Map.of("ack_wait", Duration.ofMinutes(2).toNanos()));

  private final NatsServer server = NatsServer.start();
  private final JetStreamTransport transport = Connected.to(server);
  private final JetStreamTransport other = Connected.to(server);

  @BeforeEach
  void createWithOneMessage() {
    create();
  }

  @AfterEach
  void close() {
    transport.close();
    other.close();
    server.close();
  }

  @Test
  void aLookAtTheConsumerNoticesIt() throws Exception {
    try (Source source = transport.open(CONSUMER, ReceiveMode.PULL)) {
      Delivery old = take(source);

      createAnew();
      try (Source later = other.open(CONSUMER, ReceiveMode.PULL)) {
        Delivery fresh = take(later);
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> {
                  source.changes(); // as the housekeeper does, about once a second
                  assertThatThrownBy(old::extend).hasMessageContaining("deleted meanwhile");
                });

        assertNotSent(old);
        assertThat(transport.state(CONSUMER).ackPending()).isEqualTo(1);
        fresh.settleConfirmed(new Outcome.Ack());
        assertThat(transport.state(CONSUMER).ackPending()).isZero();
      }
    }
  }

  @Test
  void soDoesTheNextSource() throws Exception {
    Source source = transport.open(CONSUMER, ReceiveMode.PULL);
    Delivery old = take(source);
    source.close();

    createAnew();
    try (Source next = transport.open(CONSUMER, ReceiveMode.PULL)) {
      Delivery fresh = take(next);

      assertNotSent(old);
      assertThat(transport.state(CONSUMER).ackPending()).isEqualTo(1);
      fresh.settleConfirmed(new Outcome.Ack());
      assertThat(transport.state(CONSUMER).ackPending()).isZero();
    }
  }

  private static void assertNotSent(Delivery old) {
    assertThatThrownBy(() -> old.settle(new Outcome.Ack()))
        .isInstanceOf(TransportException.class)
        .hasMessage("+ACK for S/1 was not sent: consumer S/c was deleted meanwhile");
  }

  private void create() {
    transport.create(new StreamSpec("S", Map.of("subjects", List.of("s.>"))));
    transport.create(CONSUMER);
    transport.outbox().publish("s.a", new byte[0], Headers.empty());
  }

  private void createAnew() throws Exception {
    Connection operator = server.connect();
    operator.jetStreamManagement().deleteStream("S");
    operator.close();
    create();
  }

  private static Delivery take(Source source) throws InterruptedException {
    List<Delivery> taken = source.next(1, PATIENCE);
    assertThat(taken).hasSize(1);
    return taken.get(0);
  }
}
