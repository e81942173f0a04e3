package dev.weft.jetstream.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.jetstream.settings.TlsSettings;
import dev.weft.jetstream.transport.JetStreamTransport;
import dev.weft.testing.NatsServer;
import dev.weft.testing.PrivateCa;
import dev.weft.testing.PrivateCa.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are renewed in place, by another authority, under a connection. */
class RenewedCertificatesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String HOST = "ip:127.0.0.1,dns:localhost";

  @SuppressWarnings("NullAway.Init") // before all tests, as what follows
  private static Authority before;

  @SuppressWarnings("NullAway.Init")
  private static Authority after;

  @TempDir private Path folder;

  private record Authority(PrivateCa ca, Identity server, Identity client) {

    static Authority in(Path folder) throws Exception {
      var ca = new PrivateCa(Files.createDirectory(folder));
      return new Authority(ca, ca.issue("server", HOST), ca.issue("client", "dns:client.test"));
    }
  }

  @BeforeAll
  static void issueCertificates(@TempDir Path authorities) throws Exception {
    before = Authority.in(authorities.resolve("before"));
    after = Authority.in(authorities.resolve("after"));
  }

  @Test
  void aConnectionThatIsLostComesBackWithThem() throws Exception {
    install(before);
    try (NatsServer nats = start("--tlsverify", "--tlscacert", file("ca.crt").toString());
        var transport = JetStreamTransport.connect(settings(nats), PATIENCE)) {
      nats.kill();
      install(after);
      nats.restart();

      await().atMost(PATIENCE).untilAsserted(() -> assertThat(transport.problem()).isEmpty());
    }
  }

  @Test
  void aFileThatCannotBeReadForAWhileIsNamedMeanwhile() throws Exception {
    install(before);
    try (NatsServer nats = start("--tls");
        var transport = JetStreamTransport.connect(settings(nats), PATIENCE)) {
      nats.kill();
      Files.delete(file("ca.crt"));
      nats.restart();

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(transport.problem())
                      .hasValueSatisfying(
                          what ->
                              assertThat(what)
                                  .contains(file("ca.crt") + ": there is no such file")));
      copy(before.ca().certificate(), "ca.crt");

      await().atMost(PATIENCE).untilAsserted(() -> assertThat(transport.problem()).isEmpty());
    }
  }

  private NatsServer start(String... settings) {
    Stream<String> certificate =
        Stream.of(
            "--tlscert", file("server.crt").toString(), "--tlskey", file("server.key").toString());
    return NatsServer.start(Stream.concat(Stream.of(settings), certificate).toArray(String[]::new));
  }

  private ConnectionSettings settings(NatsServer server) {
    return ConnectionSettings.builder()
        .servers(server.url())
        .connectTimeout(PATIENCE)
        .tls(
            TlsSettings.builder()
                .ca(file("ca.crt"))
                .certificate(file("client.crt"))
                .key(file("client.key"))
                .build())
        .build();
  }

  private void install(Authority authority) throws IOException {
    copy(authority.ca().certificate(), "ca.crt");
    copy(authority.server().certificate(), "server.crt");
    copy(authority.server().key(), "server.key");
    copy(authority.client().certificate(), "client.crt");
    copy(authority.client().key(), "client.key");
  }

  private void copy(Path from, String name) throws IOException {
    Files.copy(from, file(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }
}
