package dev.weft.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.jetstream.settings.TlsSettings;
import dev.weft.jetstream.transport.JetStreamTransport;
import dev.weft.testing.NatsServer;
import dev.weft.testing.PrivateCa;
import dev.weft.testing.PrivateCa.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A handshake that takes longer than a server is given at first. */
class SlowHandshakeTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void getsMoreTimeWithEachTry(@TempDir Path folder) throws Exception {
    var ca = new PrivateCa(folder);
    Identity server = ca.issue("server", "ip:127.0.0.1");
    try (NatsServer nats = NatsServer.start("-c", patient(folder, server).toString());
        var slow = new TcpProxy(nats.port())) {
      slow.slow(Duration.ofMillis(600), Long.MAX_VALUE);

      try (var transport = JetStreamTransport.connect(settings(slow, ca), PATIENCE)) {
        assertThat(transport.problem()).isEmpty();
        slow.restore();
      }
    }
  }

  // Or else the server would end the handshake itself after 2 s.
  private static Path patient(Path folder, Identity server) throws IOException {
    return Files.writeString(
        folder.resolve("server.conf"),
        """
        tls { cert_file: "%s", key_file: "%s", timeout: 30 }
        """
            .formatted(server.certificate(), server.key()));
  }

  private static ConnectionSettings settings(TcpProxy proxy, PrivateCa ca) {
    return ConnectionSettings.builder()
        .servers(proxy.url())
        .connectTimeout(PATIENCE)
        .tls(TlsSettings.builder().ca(ca.certificate()).build())
        .build();
  }
}
