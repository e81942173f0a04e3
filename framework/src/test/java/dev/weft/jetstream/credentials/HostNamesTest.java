package dev.weft.jetstream.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.jetstream.connection.Link;
import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.jetstream.settings.TlsSettings;
import dev.weft.testing.NatsServer;
import dev.weft.testing.Ports;
import dev.weft.testing.PrivateCa;
import dev.weft.testing.PrivateCa.Identity;
import io.nats.client.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By which name a server's certificate is checked. */
class HostNamesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void whatIsConfiguredStandsForItself() {
    HostNames names = HostNames.of(List.of("tls://one.test:4222", "tls://10.0.0.1:4222"));

    assertThat(names.of("one.test")).isEqualTo("one.test");
    assertThat(names.of("10.0.0.1")).isEqualTo("10.0.0.1");
  }

  @Test
  void anAddressThatServersTellOfStandsForTheConfiguredNameThatWasConnectedToLast() {
    HostNames names =
        HostNames.of(List.of("tls://10.0.0.1:4222", "tls://ONE.test:4222", "tls://two.test:4222"));

    assertThat(names.of("10.0.0.2")).isEqualTo("one.test");
    names.connected("two.test");
    assertThat(names.of("10.0.0.2")).isEqualTo("two.test");
    names.connected("10.0.0.1"); // no name
    names.connected("other.test"); // not configured
    assertThat(names.of("10.0.0.2")).isEqualTo("two.test");
    assertThat(names.of("[::1]")).isEqualTo("two.test");
  }

  @Test
  void aNameThatServersTellOfStandsForItselfAndSoDoesAnAddressWhereNoNameIsConfigured() {
    assertThat(HostNames.of(List.of("tls://one.test")).of("other.test")).isEqualTo("other.test");
    assertThat(HostNames.of(List.of("tls://10.0.0.1")).of("10.0.0.2")).isEqualTo("10.0.0.2");
  }

  @Test
  void theOtherServerOfAClusterIsTrustedByTheNameOfTheFirst(@TempDir Path folder) throws Exception {
    var ca = new PrivateCa(folder);
    Identity both = ca.issue("both", "dns:localhost"); // and not for the address
    int first = Ports.free();
    int second = Ports.free();
    try (NatsServer one = server("one", both, first, second);
        NatsServer other = server("other", both, second, first);
        Link link =
            Link.open(
                ConnectionSettings.builder()
                    .servers("tls://localhost:" + one.port())
                    .connectTimeout(PATIENCE)
                    .tls(TlsSettings.builder().ca(ca.certificate()).build())
                    .build())) {
      Connection connection = link.connection();
      String gossiped = "127.0.0.1:" + other.port();
      await().atMost(PATIENCE).until(() -> connection.getServers().toString().contains(gossiped));

      one.kill();

      await()
          .atMost(PATIENCE)
          .until(() -> String.valueOf(connection.getConnectedUrl()).contains(gossiped));
    }
  }

  private static NatsServer server(String name, Identity identity, int port, int other) {
    return NatsServer.start(
        "-n",
        name,
        "--cluster_name",
        "weft",
        "--cluster",
        "nats://127.0.0.1:" + port,
        "--routes",
        "nats://127.0.0.1:" + other,
        "--tls",
        "--tlscert",
        identity.certificate().toString(),
        "--tlskey",
        identity.key().toString());
  }
}
