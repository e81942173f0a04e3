package dev.weft.jetstream.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import dev.weft.TransportException;
import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.jetstream.settings.ConnectionSettings.Auth;
import dev.weft.jetstream.transport.JetStreamTransport;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.NatsServer;
import io.nats.client.NKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in by a real server, who is not, and that no secret shows. */
class ConnectionAuthTest {

  private static final String PASSWORD = "correct-horse";
  private static final String WRONG = "battery-staple";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration AT_ONCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  @AutoClose private final CapturedLog log = CapturedLog.of("dev.weft", Level.TRACE);

  @Test
  void aUserWithThePassword() throws Exception {
    try (NatsServer server = withUser()) {
      assertLetIn(server.url(), new Auth.UserPassword("weft", PASSWORD));
      assertRefused(server.url(), new Auth.UserPassword("weft", WRONG));
      assertRefused(server.url(), new Auth.None());
    }
    assertNoSecretLogged(PASSWORD, WRONG);
  }

  @Test
  void aUserInTheServersAddress() throws Exception {
    try (NatsServer server = withUser()) {
      assertLetIn(at(server, "weft:" + PASSWORD), new Auth.None());
      assertRefused(at(server, "weft:" + WRONG), new Auth.None());
    }
    assertNoSecretLogged(PASSWORD, WRONG);
  }

  @Test
  void aToken() throws Exception {
    try (NatsServer server = start("authorization { token: \"" + PASSWORD + "\" }")) {
      assertLetIn(server.url(), new Auth.Token(PASSWORD));
      assertRefused(server.url(), new Auth.Token(WRONG));
    }
    assertNoSecretLogged(PASSWORD, WRONG);
  }

  @Test
  void anNKeyFile() throws Exception {
    NKey known = NKey.createUser(new SecureRandom());
    NKey unknown = NKey.createUser(new SecureRandom());
    String config =
        "authorization { users: [ { nkey: " + String.valueOf(known.getPublicKey()) + " } ] }";
    try (NatsServer server = start(config)) {
      assertLetIn(server.url(), new Auth.NKeyFile(seedFile("known", known)));
      assertRefused(server.url(), new Auth.NKeyFile(seedFile("unknown", unknown)));
    }
    assertNoSecretLogged(String.valueOf(known.getSeed()), String.valueOf(unknown.getSeed()));
  }

  @Test
  void aCredentialsFile() throws Exception {
    var known = new Operator("known");
    var unknown = new Operator("unknown");
    try (NatsServer server = start(known.serverConfig())) {
      assertLetIn(server.url(), new Auth.CredentialsFile(file("known.creds", known.credentials())));
      assertRefused(
          server.url(), new Auth.CredentialsFile(file("unknown.creds", unknown.credentials())));
    }
    assertNoSecretLogged(known.seed(), unknown.seed());
  }

  @Test
  void aFileThatIsNotThereFailsAtOnceAndIsNamed() {
    Path nowhere = folder.resolve("nowhere");

    assertUnusable(new Auth.NKeyFile(nowhere), "nkey-file " + nowhere + ": there is no such file");
    assertUnusable(
        new Auth.CredentialsFile(nowhere),
        "credentials-file " + nowhere + ": there is no such file");
  }

  @Test
  void aFileWithoutAKeyFailsAtOnceAndIsNotShown() throws Exception {
    Path file = file("wrong", "SUSECRETBUTNOSEED\n");

    assertUnusable(new Auth.NKeyFile(file), "nkey-file " + file + ": expected an NKey seed");
    assertUnusable(new Auth.CredentialsFile(file), "credentials-file " + file + ": ");
    assertNoSecretLogged("SECRETBUTNOSEED");
  }

  @Test
  void anUnreachableServersAddressIsShownWithoutItsPassword() {
    String nowhere = "nats://weft:" + PASSWORD + "@127.0.0.1:1";

    TransportException failure =
        failure(settings(nowhere, new Auth.None(), Duration.ofMillis(500)));

    assertThat(failure)
        .hasMessageContaining("cannot connect to nats://***@127.0.0.1:1 within 500ms")
        .hasMessageContaining("Connection refused");
    assertNoSecret(failure, PASSWORD);
    assertNoSecretLogged(PASSWORD);
  }

  @Test
  void settingsShowNoSecret() {
    String address = "nats://weft:" + PASSWORD + "@127.0.0.1:1";

    assertThat(settings(address, new Auth.UserPassword("weft", PASSWORD), PATIENCE).toString())
        .contains("weft")
        .doesNotContain(PASSWORD);
    assertThat(settings(address, new Auth.Token(PASSWORD), PATIENCE).toString())
        .doesNotContain(PASSWORD);
  }

  private static void assertLetIn(String url, Auth auth) {
    try (var transport = JetStreamTransport.connect(settings(url, auth, PATIENCE), PATIENCE)) {
      assertThat(transport.problem()).isEmpty();
    }
  }

  // The client's own account of it may be a permission error or a closed connection; in either
  // case it does not take the whole connect time-out to say so.
  private static void assertRefused(String url, Auth auth) {
    long start = System.nanoTime();

    TransportException failure = failure(settings(url, auth, Duration.ofMinutes(1)));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
    assertThat(failure).hasMessageContaining("refuses this client");
    assertThat(failure.isLasting()).isTrue();
    assertNoSecret(failure, PASSWORD, WRONG);
  }

  private static void assertUnusable(Auth auth, String message) {
    assertThatThrownBy(() -> connect(settings("nats://127.0.0.1:1", auth, PATIENCE)))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertNoSecret(e, "SECRETBUTNOSEED"));
  }

  private static TransportException failure(ConnectionSettings settings) {
    return catchThrowableOfType(TransportException.class, () -> connect(settings));
  }

  private static void connect(ConnectionSettings settings) {
    JetStreamTransport.connect(settings, PATIENCE).close();
  }

  private static void assertNoSecret(Throwable failure, String... secrets) {
    var messages = new ArrayList<String>();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      messages.add(each.toString());
    }
    for (String secret : secrets) {
      assertThat(messages).noneMatch(message -> message.contains(secret));
    }
  }

  private void assertNoSecretLogged(String... secrets) {
    for (String secret : secrets) {
      assertThat(log.lines()).noneMatch(line -> line.contains(secret));
    }
  }

  private static ConnectionSettings settings(String url, Auth auth, Duration timeout) {
    return ConnectionSettings.builder().servers(url).connectTimeout(timeout).auth(auth).build();
  }

  private static String at(NatsServer server, String user) {
    return server.url().replace("//", "//" + user + "@");
  }

  private NatsServer withUser() throws IOException {
    return start("authorization { users: [ { user: weft, password: \"" + PASSWORD + "\" } ] }");
  }

  private NatsServer start(String config) throws IOException {
    return NatsServer.start("-c", file("server.conf", config).toString());
  }

  private Path seedFile(String name, NKey key) throws IOException {
    return file(name, String.valueOf(key.getSeed()) + "\n");
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }
}
