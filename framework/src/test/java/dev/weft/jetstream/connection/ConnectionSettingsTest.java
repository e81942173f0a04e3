package dev.weft.jetstream.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weft.TransportException;
import dev.weft.jetstream.settings.ConnectionSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectionSettingsTest {

  @Test
  void noUserOfAnAddressIsShown() {
    var settings = settings("nats://me:p/w@rd@one:4222", "nats://two:4222", "tls://token@three:1");
    assertThat(settings.shownServers())
        .isEqualTo("nats://***@one:4222, nats://two:4222, tls://***@three:1");
    assertThat(settings).asString().contains("two:4222").doesNotContain("p/w", "token");
  }

  @Test
  void whatTheClientSaysOfAnAddressShowsNoUserEither() {
    var failure =
        catchThrowableOfType(
            TransportException.class,
            () -> NatsConnections.open(settings("nats://me:secret@127.0.0.1:1")));
    assertThat(failure)
        .hasMessageContaining("nats://***@127.0.0.1:1 within 100ms")
        .hasMessageNotContaining("secret");
  }

  private static ConnectionSettings settings(String... servers) {
    return ConnectionSettings.builder()
        .servers(servers)
        .connectTimeout(Duration.ofMillis(100))
        .build();
  }
}
