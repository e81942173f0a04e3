package dev.weft.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.api.StreamConfiguration;
import org.junit.jupiter.api.Test;

class NatsServerTest {

  @Test
  @SuppressWarnings("try") // jnats closes by a method that may be interrupted
  void aKilledServerComesBackOnItsPortWithItsStore() throws Exception {
    try (NatsServer server = NatsServer.start()) {
      try (Connection connection = server.connect()) {
        var stream = StreamConfiguration.builder().name("KEPT").subjects("kept").build();
        connection.jetStreamManagement().addStream(stream);
        connection.jetStream().publish("kept", new byte[] {1});
      }
      server.kill();
      server.restart();
      try (Connection connection = server.connect()) {
        assertThat(
                connection
                    .jetStreamManagement()
                    .getStreamInfo("KEPT")
                    .getStreamState()
                    .getMsgCount())
            .isEqualTo(1);
      }
    }
  }
}
