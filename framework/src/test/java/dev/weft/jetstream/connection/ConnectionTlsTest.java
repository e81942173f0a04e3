package dev.weft.jetstream.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.TransportException;
import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.jetstream.settings.TlsSettings;
import dev.weft.jetstream.transport.JetStreamTransport;
import dev.weft.testing.NatsServer;
import dev.weft.testing.PrivateCa;
import dev.weft.testing.PrivateCa.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** TLS and mTLS with certificates of a private authority, on real servers. */
class ConnectionTlsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir static Path folder;

  @SuppressWarnings("NullAway.Init") // before all tests, as what follows
  private static PrivateCa ca;

  @SuppressWarnings("NullAway.Init")
  private static PrivateCa otherCa;

  @SuppressWarnings("NullAway.Init")
  private static Identity here;

  @SuppressWarnings("NullAway.Init")
  private static Identity elsewhere;

  @SuppressWarnings("NullAway.Init")
  private static Identity client;

  @SuppressWarnings("NullAway.Init")
  private static Identity stranger;

  @BeforeAll
  static void issueCertificates() throws Exception {
    ca = new PrivateCa(Files.createDirectory(folder.resolve("ca")));
    here = ca.issue("here", "ip:127.0.0.1,dns:localhost");
    elsewhere = ca.issue("elsewhere", "dns:elsewhere.test");
    client = ca.issue("client", "dns:client.test");
    otherCa = new PrivateCa(Files.createDirectory(folder.resolve("other")));
    stranger = otherCa.issue("stranger", "dns:stranger.test");
    try (NatsServer server = server(here)) { // so that no refusal takes the time of a first one
      assertConnects(server.url(), trusting(ca));
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aServerOfTheGivenAuthorityIsTrusted() {
    try (NatsServer server = server(here)) {
      assertConnects(server.url(), trusting(ca));
      assertConnects("tls://127.0.0.1:" + server.port(), trusting(ca));
      assertConnects("tls://localhost:" + server.port(), trusting(ca));
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void withoutTheAuthorityItIsNotAndTheErrorSaysSo() {
    try (NatsServer server = server(here)) {
      String url = "tls://127.0.0.1:" + server.port();
      assertRefused(url, null, "unable to find valid certification path", "nats.tls");
      assertRefused(url, trusting(otherCa), "PKIX path validation failed", "nats.tls");
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aServerWithACertificateForAnotherHostIsNotTrusted() {
    try (NatsServer server = server(elsewhere)) {
      assertRefused(
          "tls://127.0.0.1:" + server.port(), trusting(ca), "No subject alternative names");
      assertRefused(
          "tls://localhost:" + server.port(),
          trusting(ca),
          "No subject alternative DNS name matching localhost");
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aServerThatAsksForAClientCertificateGetsIt() {
    try (NatsServer server = server(here, "--tlsverify", "--tlscacert", "" + ca.certificate())) {
      assertConnects(server.url(), tls(ca, client));
      assertRefused(server.url(), trusting(ca), "certificate");
      assertRefused(server.url(), tls(ca, stranger), "certificate");
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aServerWithoutTlsIsNotTalkedToInTheClear() {
    try (NatsServer server = NatsServer.start()) {
      assertRefused(server.url(), trusting(ca), "SSL connection wanted by client");
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aServerThatWantsTlsSaysSoToAClientWithout() {
    try (NatsServer server = server(here)) {
      assertRefused(server.url(), null, "SSL required by server");
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void theHandshakeMayComeBeforeTheServersFirstLine(@TempDir Path place) throws Exception {
    // Whoever does not begin with it, as the test's own look, is greeted in the clear after 200 ms.
    Path file =
        Files.writeString(
            place.resolve("server.conf"),
            "tls { cert_file: \"%s\", key_file: \"%s\", handshake_first: \"200ms\" }"
                .formatted(here.certificate(), here.key()));
    try (NatsServer server = NatsServer.start("-c", file.toString())) {
      assertConnects(server.url(), TlsSettings.builder().ca(ca.certificate()).first(true).build());
    }
    try (NatsServer server = server(here)) {
      assertRefused(
          server.url(),
          TlsSettings.builder().ca(ca.certificate()).first(true).build(),
          "cannot connect to");
    }
  }

  private static NatsServer server(Identity identity, String... more) {
    var arguments = new ArrayList<>(List.of("--tls"));
    arguments.addAll(List.of("--tlscert", identity.certificate().toString()));
    arguments.addAll(List.of("--tlskey", identity.key().toString()));
    arguments.addAll(List.of(more));
    return NatsServer.start(arguments.toArray(String[]::new));
  }

  private static TlsSettings tls(PrivateCa authority, Identity client) {
    return TlsSettings.builder()
        .ca(authority.certificate())
        .certificate(client.certificate())
        .key(client.key())
        .build();
  }

  private static TlsSettings trusting(PrivateCa authority) {
    return TlsSettings.builder().ca(authority.certificate()).build();
  }

  private static void assertConnects(String url, TlsSettings tls) {
    try (var transport = connect(url, tls, PATIENCE)) {
      assertThat(transport.problem()).isEmpty();
    }
  }

  private static void assertRefused(String url, @Nullable TlsSettings tls, String... words) {
    assertThatThrownBy(() -> connect(url, tls, Duration.ofSeconds(1)).close())
        .isInstanceOf(TransportException.class)
        .hasMessageContaining(url)
        .hasMessageContainingAll(words);
  }

  private static JetStreamTransport connect(
      String url, @Nullable TlsSettings tls, Duration timeout) {
    return JetStreamTransport.connect(
        ConnectionSettings.builder().servers(url).connectTimeout(timeout).tls(tls).build(),
        PATIENCE);
  }
}
