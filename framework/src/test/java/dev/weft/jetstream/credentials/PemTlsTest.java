package dev.weft.jetstream.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.TransportException;
import dev.weft.jetstream.settings.TlsSettings;
import dev.weft.testing.PrivateCa;
import dev.weft.testing.PrivateCa.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    assertRefused(tls(nowhere, null, null), nowhere + ": there is no such file");
    assertRefused(tls(null, client.certificate(), nowhere), nowhere + ": there is no such");
  }

  @Test
  void aFileWithoutACertificateIsNamed() throws Exception {
    Path empty = file("empty.pem", "");
    Path text = file("text.pem", "no certificate\n");

    assertRefused(tls(empty, null, null), empty + ": expected PEM certificates, found none");
    assertRefused(tls(text, null, null), text + ": ");
    assertRefused(tls(client.key(), null, null), client.key() + ": ");
  }

  @ParameterizedTest
  @CsvSource({
    "RSA, rsa, RSA PRIVATE KEY", // PKCS#1
    "EC, secp256r1, EC PRIVATE KEY", // SEC1
    "EC, secp521r1, EC PRIVATE KEY",
    "RSA, rsa, PRIVATE KEY", // PKCS#8
    "EC, secp384r1, PRIVATE KEY",
    "Ed25519, ed, PRIVATE KEY"
  })
  void aKeyOfEachFormIsRead(String algorithm, String curve, String form) throws Exception {
    var generator = KeyPairGenerator.getInstance(algorithm);
    if (algorithm.equals("EC")) {
      generator.initialize(new ECGenParameterSpec(curve));
    }
    KeyPair pair = generator.generateKeyPair();
    byte[] encoded =
        form.equals("PRIVATE KEY")
            ? pair.getPrivate().getEncoded()
            : OlderKeyForms.of(algorithm, pair.getPrivate());

    assertFits(PemKey.read(file(curve + ".pem", pem(form, encoded))), pair.getPublic());
  }

  @Test
  void aKeyOnACurveMayStandBehindTheCurvesParameters() throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    String parameters = pem("EC PARAMETERS", new byte[] {6, 1, 1});
    String sec1 = pem("EC PRIVATE KEY", OlderKeyForms.of("EC", pair.getPrivate()));

    assertFits(PemKey.read(file("both-blocks.pem", parameters + sec1)), pair.getPublic());
  }

  @Test
  void aKeyOnACurveThatIsNotNamedIsRefused() throws Exception {
    Path unnamed = file("unnamed.pem", pem("EC PRIVATE KEY", new byte[] {0x30, 3, 2, 1, 1}));
    Path cut = file("cut.pem", pem("EC PRIVATE KEY", new byte[] {0x30, (byte) 0x84, 127}));

    for (Path key : List.of(unnamed, cut)) {
      assertRefused(tls(null, client.certificate(), key), key + ": ", "does not name its curve");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nc2VjcmV0\n-----END ENCRYPTED PRIVATE KEY-----\n",
        """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-128-CBC,0A

        c2VjcmV0
        -----END RSA PRIVATE KEY-----
        """
      })
  void anEncryptedKeyIsNamedWithTheWayToDecryptIt(String content) throws Exception {
    Path encrypted = file("encrypted.pem", content);

    assertRefused(
        tls(null, client.certificate(), encrypted),
        encrypted + ": the private key is encrypted",
        "openssl pkcs8 -topk8 -nocrypt -in " + encrypted);
  }

  @Test
  void aKeyThatIsNoneIsNamedAndNotShown() throws Exception {
    Path noKey =
        file("no-key.pem", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");
    Path noBase64 =
        file("no-base64.pem", "-----BEGIN PRIVATE KEY-----\nc\n-----END PRIVATE KEY-----\n");

    assertRefused(
        tls(null, client.certificate(), noKey), noKey + ": expected a key of one of RSA, EC");
    assertRefused(
        tls(null, client.certificate(), noBase64), noBase64 + ": the private key is not Base64");
  }

  @Test
  void aKeyMayStandBesideOtherThingsInItsFile() throws Exception {
    Path both =
        file("both.pem", Files.readString(client.certificate()) + Files.readString(client.key()));

    assertThat(PemTls.context(tls(ca.certificate(), client.certificate(), both))).isNotNull();
  }

  @Test
  void aCertificateWithoutItsKeyIsRefusedAndAKeyWithoutItsCertificateToo() {
    assertRefused(
        tls(null, client.certificate(), null),
        "expected certificate and key together, found only certificate " + client.certificate());
    assertRefused(
        tls(null, null, client.key()),
        "expected certificate and key together, found only key " + client.key());
  }

  private static void assertFits(PrivateKey key, PublicKey other) throws Exception {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "Ed25519";
        };
    var signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    byte[] signed = signature.sign();
    signature.initVerify(other);
    assertThat(signature.verify(signed)).isTrue();
  }

  private static String pem(String form, byte[] encoded) {
    String content = Base64.getMimeEncoder().encodeToString(encoded);
    return "-----BEGIN " + form + "-----\n" + content + "\n-----END " + form + "-----\n";
  }

  private static void assertRefused(TlsSettings tls, String... words) {
    assertThatThrownBy(() -> PemTls.context(tls))
        .isInstanceOf(TransportException.class)
        .hasMessageStartingWith("tls: ")
        .hasMessageContainingAll(words)
        .hasMessageNotContaining("c2VjcmV0");
  }

  private static Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static TlsSettings tls(
      @Nullable Path ca, @Nullable Path certificate, @Nullable Path key) {
    return TlsSettings.builder().ca(ca).certificate(certificate).key(key).build();
  }
}
