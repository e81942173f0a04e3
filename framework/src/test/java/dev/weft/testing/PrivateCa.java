package dev.weft.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority of a test's own, which issues certificates as PEM files; made with keytool. */
public final class PrivateCa {

  private static final String PASSWORD = "only-for-the-test";

  private final Path folder;

  /**
   * A certificate and its private key.
   *
   * @param certificate the PEM file of the certificate
   * @param key the PEM file of the key, PKCS#8
   */
  public record Identity(Path certificate, Path key) {}

  /** A new authority, which keeps its files in a folder that exists. */
  public PrivateCa(Path folder) throws Exception {
    this.folder = folder;
    generate("ca", "bc:critical=ca:true");
    Files.write(certificate(), pem("CERTIFICATE", store().getCertificate("ca").getEncoded()));
  }

  /** The PEM file of the authority's certificate. */
  public Path certificate() {
    return folder.resolve("ca.pem");
  }

  /** Issues a certificate for a host such as {@code ip:127.0.0.1} or {@code dns:localhost}. */
  public Identity issue(String name, String host) throws Exception {
    generate(name, "san=" + host, "-signer", "ca");
    KeyStore store = store();
    var identity = new Identity(folder.resolve(name + ".pem"), folder.resolve(name + "-key.pem"));
    var chain = new ByteArrayOutputStream();
    for (Certificate certificate : store.getCertificateChain(name)) {
      chain.write(pem("CERTIFICATE", certificate.getEncoded()));
    }
    Files.write(identity.certificate(), chain.toByteArray());
    byte[] key = store.getKey(name, PASSWORD.toCharArray()).getEncoded();
    Files.write(identity.key(), pem("PRIVATE KEY", key));
    return identity;
  }

  private void generate(String name, String extension, String... more) throws Exception {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var command = new ArrayList<>(List.of(keytool, "-genkeypair", "-alias", name));
    command.addAll(List.of("-dname", "CN=" + name, "-keyalg", "EC", "-validity", "2"));
    command.addAll(List.of("-keystore", file().toString(), "-storepass", PASSWORD));
    command.addAll(List.of("-ext", extension));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command + ": " + output);
    }
  }

  private KeyStore store() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file())) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private Path file() {
    return folder.resolve("ca.p12");
  }

  private static byte[] pem(String type, byte[] encoded) {
    String base64 = Base64.getMimeEncoder().encodeToString(encoded);
    return ("-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n")
        .getBytes(US_ASCII);
  }
}
