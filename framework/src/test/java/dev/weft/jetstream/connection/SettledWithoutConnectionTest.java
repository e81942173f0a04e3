package dev.weft.jetstream.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.jetstream.wire.AckPayload;
import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Settlements made while there is no connection. */
class SettledWithoutConnectionTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void areKeptUpToTheirLimitAndSentOnceThereIsOne() throws Exception {
    try (NatsServer server = NatsServer.start();
        Link link = Link.open(settings(server))) {
      Connection other = server.connect();
      JetStreamManagement management = other.jetStreamManagement();
      // A stream misses none, whenever its reader is connected again.
      management.addStream(
          StreamConfiguration.builder().name("ACKS").subjects("ack.*").noAck(true).build());
      server.kill();
      await().atMost(PATIENCE).until(() -> !link.isConnected());
      long start = System.nanoTime();

      for (int i = 0; i < Unsent.MOST; i++) {
        link.settle("ack." + i, AckPayload.ACK.bytes());
      }
      assertThatThrownBy(() -> link.settle("ack.more", AckPayload.ACK.bytes()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("10000 settlements wait");

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
      server.restart();
      await()
          .atMost(PATIENCE)
          .ignoreExceptions() // the reader is not connected yet
          .untilAsserted(
              () -> {
                StreamState state = management.getStreamInfo("ACKS").getStreamState();
                assertThat(state.getSubjectCount()).isEqualTo(Unsent.MOST);
                assertThat(state.getMsgCount()).isEqualTo(Unsent.MOST);
              });
    }
  }

  @Test
  void takeNoRoomFromWhatIsPublishedMeanwhile() throws Exception {
    try (NatsServer server = NatsServer.start();
        Link link = Link.open(settings(server))) {
      server.kill();
      await().atMost(PATIENCE).until(() -> !link.isConnected());

      for (int i = 0; i < Unsent.MOST; i++) {
        link.settle("ack." + i, AckPayload.ACK.bytes());
      }

      link.connection().publish("published", new byte[0]); // which fails if jnats has no room
      assertThat(link.connection().getStatus()).isNotEqualTo(Connection.Status.CLOSED);
    }
  }

  private static ConnectionSettings settings(NatsServer server) {
    return ConnectionSettings.builder().servers(server.url()).connectTimeout(PATIENCE).build();
  }
}
