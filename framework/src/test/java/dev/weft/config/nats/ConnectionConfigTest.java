package dev.weft.config.nats;

import static dev.weft.config.Reading.HANDLER;
import static dev.weft.config.Reading.problemsBeside;
import static dev.weft.config.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.PublishLimits;
import dev.weft.config.TransportKind;
import dev.weft.config.WeftConfig;
import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.jetstream.settings.ConnectionSettings.Auth;
import dev.weft.jetstream.settings.ConnectionSettings.Subjects;
import dev.weft.jetstream.settings.TlsSettings;
import io.nats.client.support.NatsUri;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionConfigTest {

  private static ConnectionSettings nats(String keys) {
    return read("weft.nats {\n" + keys + "\n}\n" + HANDLER).nats();
  }

  private static List<String> problems(String keys) {
    return problemsBeside("weft.nats {\n" + keys + "\n}");
  }

  @Test
  void theDefaultIsTheServerOnThisMachine() {
    WeftConfig config = read(HANDLER + "weft.nats.servers = [\"nats://localhost:4222\"]");

    assertThat(config.transport()).isEqualTo(TransportKind.NATS);
    assertThat(config.publishTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.nats()).isEqualTo(ConnectionSettings.defaults());
  }

  @Test
  void serversAreAListOrOneStringWithCommas() {
    assertThat(nats("servers = [\"nats://a:4222\", \"tls://b:4222\"]").servers())
        .containsExactly("nats://a:4222", "tls://b:4222");
    assertThat(nats("servers = \"nats://a:4222, tls://b:4222\"").servers())
        .containsExactly("nats://a:4222", "tls://b:4222");
    assertThat(nats("servers { 0 = a, 1 = b }").servers()).containsExactly("a", "b");
  }

  @Test
  void aServerMustBeAnAddress() {
    String what = "expected an address such as nats://host:4222 or tls://host:4222";

    assertThat(
            problems(
                """
                servers = [
                  "http://a:4222"
                  "nats://a:x"
                  "nats://a:70000"
                  "nats://a b"
                  "nats://"
                ]
                """))
        .containsExactly(
            "application.conf: 3: weft.nats.servers = http://a:4222: " + what,
            "application.conf: 4: weft.nats.servers = nats://a:x: " + what,
            "application.conf: 5: weft.nats.servers = nats://a:70000: " + what,
            "application.conf: 6: weft.nats.servers = nats://a b: " + what,
            "application.conf: 7: weft.nats.servers = nats://: " + what);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host",
        "host:4222",
        "1.2.3.4:4222",
        "nats://u:p@host",
        "wss://host:443",
        "nats://[::1]:4222"
      })
  void whatTheClientTakesAsAnAddressWeTakeToo(String address) throws URISyntaxException {
    assertThat(new NatsUri(address).getHost()).isNotNull();
    assertThat(ServerAddressCheck.parses(address)).isTrue();
  }

  @Test
  void thereMustBeAServer() {
    assertThat(problems("servers = []"))
        .containsExactly(
            "application.conf: 2: weft.nats.servers = []: expected at least one address");
    assertThat(problems("servers = null"))
        .containsExactly("application.conf: 1: weft.nats.servers: expected at least one address");
  }

  @Test
  void inMemoryNothingOfTheConnectionIsNeeded() {
    WeftConfig config =
        read(
            HANDLER
                + "weft.transport = memory\n"
                + "weft.nats { servers = [], nkey-file = /no/such, user = u }");

    assertThat(config.transport()).isEqualTo(TransportKind.MEMORY);
  }

  @Test
  void eachWayToLogInIsRead(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("secret"));

    assertThat(nats("credentials-file = " + file).auth()).isEqualTo(new Auth.CredentialsFile(file));
    assertThat(nats("nkey-file = " + file).auth()).isEqualTo(new Auth.NKeyFile(file));
    assertThat(nats("user = u, password = p").auth()).isEqualTo(new Auth.UserPassword("u", "p"));
    assertThat(nats("token = t").auth()).isEqualTo(new Auth.Token("t"));
  }

  @Test
  void onlyOneWayToLogInMayBeSet() {
    assertThat(problems("user = u, password = p\ntoken = t"))
        .containsExactly(
            "application.conf: 3: weft.nats.token = ***: expected one way to log in, found user,"
                + " token");
  }

  @Test
  void userAndPasswordGoTogether() {
    String what = "expected user and password together, or neither";

    assertThat(problems("user = u"))
        .containsExactly("application.conf: 2: weft.nats.user = u: " + what);
    assertThat(problems("password = p"))
        .containsExactly("application.conf: 2: weft.nats.password = ***: " + what);
  }

  @Test
  void certificatesAreReadAndGoWithTheirKey(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("a.pem"));

    assertThat(nats("tls.ca = " + file).tls()).isEqualTo(TlsSettings.builder().ca(file).build());
    assertThat(nats("tls { certificate = %s, key = %s }".formatted(file, file)).tls())
        .isEqualTo(TlsSettings.builder().certificate(file).key(file).build());
    assertThat(problems("tls.certificate = " + file))
        .containsExactly(
            "application.conf: 2: weft.nats.tls.certificate = "
                + file
                + ": expected certificate and key together, or neither");
  }

  @Test
  void tlsMayComeFirst() {
    assertThat(nats("tls.first = true").tls()).isEqualTo(TlsSettings.builder().first(true).build());
    assertThat(nats("tls.first = false").tls()).isNull();
  }

  @Test
  void aDomainAndPrefixesAreRead() {
    assertThat(nats("").subjects()).isEqualTo(new Subjects("$JS.API", "_INBOX"));
    assertThat(nats("domain = hub").subjects()).isEqualTo(new Subjects("$JS.hub.API", "_INBOX"));
    assertThat(nats("api-prefix = owner.js.API, inbox-prefix = _INBOX_worker").subjects())
        .isEqualTo(new Subjects("owner.js.API", "_INBOX_worker"));
  }

  @Test
  void aDomainStandsForAPrefix() {
    assertThat(problems("domain = hub\napi-prefix = \"$JS.hub.API\""))
        .containsExactly(
            "application.conf: 3: weft.nats.api-prefix = $JS.hub.API: expected domain or"
                + " api-prefix, not both; the domain hub stands for the api-prefix $JS.hub.API");
  }

  @Test
  void aDomainAndPrefixesAreTokens() {
    String prefix =
        "expected the beginning of a subject, such as $JS.hub.API or _INBOX_worker, without"
            + " wildcards and without a dot at its end";
    assertThat(problems("domain = a.b\napi-prefix = \"a.>\"\ninbox-prefix = \"a.\""))
        .containsExactly(
            "application.conf: 2: weft.nats.domain = a.b: expected the name of a JetStream domain,"
                + " without dots, wildcards and spaces",
            "application.conf: 3: weft.nats.api-prefix = a.>: " + prefix,
            "application.conf: 4: weft.nats.inbox-prefix = a.: " + prefix);
  }

  @Test
  void aFileMustBeThere(@TempDir Path folder) {
    assertThat(problems("credentials-file = /no/such.creds\ntls.ca = " + folder))
        .containsExactly(
            "application.conf: 2: weft.nats.credentials-file = /no/such.creds: no such file;"
                + " expected one that can be read",
            "application.conf: 3: weft.nats.tls.ca = "
                + folder
                + ": cannot be read as a file; check its kind and its permissions");
  }

  @Test
  void thePublishLimitsAreRead() {
    assertThat(read(HANDLER).publish()).isEqualTo(PublishLimits.defaults());
    assertThat(read(HANDLER + "weft.publish { retry-for = 0s, max-in-flight = 7 }").publish())
        .isEqualTo(new PublishLimits(Duration.ZERO, 7));
    assertThat(problemsBeside("weft.publish { retry-for = 3, max-in-flight = 0 }"))
        .containsExactly(
            "application.conf: 1: weft.publish.max-in-flight = 0: expected at least 1",
            "application.conf: 1: weft.publish.retry-for = 3: expected a duration with a unit, such"
                + " as 500ms, 30s or 5m");
  }

  @Test
  void timeOutsMustBePositive() {
    assertThat(problems("connect-timeout = 0s\npublish-timeout = 5"))
        .containsExactly(
            "application.conf: 2: weft.nats.connect-timeout = 0s: expected more than 0s",
            "application.conf: 3: weft.nats.publish-timeout = 5: expected a duration with a unit,"
                + " such as 500ms, 30s or 5m");
  }
}
