package dev.weft.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.jetstream.ConnectionSettings.Tls;
import dev.weft.testing.PrivateCa;
import dev.weft.testing.PrivateCa.Identity;
import dev.weft.transport.TransportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a PEM file is said with its name, and none of what it holds. */
class PemTlsTest {

  @TempDir static Path folder;

  @SuppressWarnings("NullAway.Init") // before all tests, as what follows
  private static PrivateCa ca;

  @SuppressWarnings("NullAway.Init")
  private static Identity client;

  @BeforeAll
  static void issueCertificates() throws Exception {
    ca = new PrivateCa(folder);
    client = ca.issue("client", "dns:client.test");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path nowhere = folder.resolve("nowhere.pem");

    assertRefused(new Tls(nowhere, null, null), nowhere + ": there is no such file");
    assertRefused(new Tls(null, client.certificate(), nowhere), nowhere + ": there is no such");
  }

  @Test
  void aFileWithoutACertificateIsNamed() throws Exception {
    Path empty = file("empty.pem", "");
    Path text = file("text.pem", "no certificate\n");

    assertRefused(new Tls(empty, null, null), empty + ": expected PEM certificates, found none");
    assertRefused(new Tls(text, null, null), text + ": ");
    assertRefused(new Tls(client.key(), null, null), client.key() + ": ");
  }

  @Test
  void aKeyOfAnotherFormIsNamedWithTheWayToConvertIt() throws Exception {
    Path pkcs1 =
        file(
            "pkcs1.pem",
            "-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----\n");

    assertRefused(
        new Tls(null, client.certificate(), pkcs1),
        pkcs1 + ": expected an unencrypted PKCS#8 key",
        "openssl pkcs8 -topk8 -nocrypt");
  }

  @Test
  void aKeyThatIsNoneIsNamedAndNotShown() throws Exception {
    Path noKey =
        file("no-key.pem", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");
    Path noBase64 =
        file("no-base64.pem", "-----BEGIN PRIVATE KEY-----\nc\n-----END PRIVATE KEY-----\n");

    assertRefused(
        new Tls(null, client.certificate(), noKey), noKey + ": expected a key of one of RSA, EC");
    assertRefused(
        new Tls(null, client.certificate(), noBase64),
        noBase64 + ": the private key is not Base64");
  }

  @Test
  void aKeyMayStandBesideOtherThingsInItsFile() throws Exception {
    Path both =
        file("both.pem", Files.readString(client.certificate()) + Files.readString(client.key()));

    assertThat(PemTls.context(new Tls(ca.certificate(), client.certificate(), both))).isNotNull();
  }

  @Test
  void aCertificateWithoutItsKeyIsRefusedAndAKeyWithoutItsCertificateToo() {
    assertRefused(
        new Tls(null, client.certificate(), null),
        "expected certificate and key together, found only certificate " + client.certificate());
    assertRefused(
        new Tls(null, null, client.key()),
        "expected certificate and key together, found only key " + client.key());
  }

  private static void assertRefused(Tls tls, String... words) {
    assertThatThrownBy(() -> PemTls.context(tls))
        .isInstanceOf(TransportException.class)
        .hasMessageStartingWith("tls: ")
        .hasMessageContainingAll(words)
        .hasMessageNotContaining("c2VjcmV0");
  }

  private static Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }
}
