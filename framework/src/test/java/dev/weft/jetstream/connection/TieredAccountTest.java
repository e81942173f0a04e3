package dev.weft.jetstream.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.jetstream.settings.ConnectionSettings.Auth;
import dev.weft.jetstream.transport.JetStreamTransport;
import dev.weft.testing.NatsServer;
import dev.weft.transport.StreamSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An account that has limits for each number of replicas, as those of hosted servers have. */
class TieredAccountTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void itMayHaveTheStreamsOfItsTiersTogether() throws Exception {
    var operator = Operator.withTiers("tiered");
    Path config = Files.writeString(folder.resolve("server.conf"), operator.serverConfig());
    Path credentials = Files.writeString(folder.resolve("app.creds"), operator.credentials());
    try (NatsServer server = NatsServer.start("-c", config.toString());
        var transport =
            JetStreamTransport.connect(
                ConnectionSettings.builder()
                    .servers(server.url())
                    .connectTimeout(PATIENCE)
                    .auth(new Auth.CredentialsFile(credentials))
                    .build(),
                PATIENCE)) {
      transport.create(new StreamSpec("ONE", Map.of("subjects", List.of("one"))));

      assertThat(transport.limits().moreStreams()).isPositive();
      transport.create(new StreamSpec("TWO", Map.of("subjects", List.of("two"))));
    }
  }
}
