package dev.weft.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/** An authority of a test's own, which issues certificates as PEM files. */
public final class PrivateCa {

  private static final Duration VALIDITY = Duration.ofDays(2);
  private static final String NAME = "ca";

  private static final byte[] SIGNED_BY = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String ALTERNATIVE_NAMES = "2.5.29.17";
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;
  private static final byte[] TRUE = {1, 1, (byte) 0xff};

  private final Path folder;
  private final PrivateKey key;
  private final byte[] encoded;

  /**
   * A certificate and its private key.
   *
   * @param certificate the PEM file of the certificate
   * @param key the PEM file of the key, PKCS#8
   */
  public record Identity(Path certificate, Path key) {}

  /** A new authority, which keeps its files in a folder that exists. */
  public PrivateCa(Path folder) throws GeneralSecurityException, IOException {
    this.folder = folder;
    KeyPair pair = keys();
    key = pair.getPrivate();
    byte[] isAuthority = Der.octets(Der.sequence(TRUE));
    encoded =
        certificate(
            NAME,
            pair.getPublic(),
            Der.sequence(Der.oid(BASIC_CONSTRAINTS), TRUE /* critical */, isAuthority));
    Files.write(certificate(), pem("CERTIFICATE", encoded));
  }

  /** The PEM file of the authority's certificate. */
  public Path certificate() {
    return folder.resolve("ca.pem");
  }

  /** Issues a certificate for hosts, such as {@code ip:127.0.0.1,dns:localhost}. */
  public Identity issue(String name, String hosts) throws GeneralSecurityException, IOException {
    KeyPair pair = keys();
    var names = new ByteArrayOutputStream();
    for (String host : hosts.split(",")) {
      names.writeBytes(alternativeName(host));
    }
    byte[] issued =
        certificate(
            name,
            pair.getPublic(),
            Der.sequence(
                Der.oid(ALTERNATIVE_NAMES), Der.octets(Der.sequence(names.toByteArray()))));
    var identity = new Identity(folder.resolve(name + ".pem"), folder.resolve(name + "-key.pem"));
    var chain = new ByteArrayOutputStream();
    chain.writeBytes(pem("CERTIFICATE", issued));
    chain.writeBytes(pem("CERTIFICATE", encoded));
    Files.write(identity.certificate(), chain.toByteArray());
    Files.write(identity.key(), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    return identity;
  }

  private static KeyPair keys() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static byte[] alternativeName(String host) throws IOException {
    String value = host.substring(host.indexOf(':') + 1);
    return host.startsWith("ip:")
        ? Der.tagged(IP_ADDRESS, InetAddress.getByName(value).getAddress())
        : Der.tagged(DNS_NAME, value.getBytes(US_ASCII));
  }

  private byte[] certificate(String subject, PublicKey holder, byte[] extension)
      throws GeneralSecurityException {
    Instant now = Instant.now();
    byte[] content =
        Der.sequence(
            Der.tagged(0xa0, Der.integer(2)), // version 3
            Der.integer(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE)),
            SIGNED_BY,
            name(NAME),
            Der.sequence(Der.time(now.minusSeconds(60)), Der.time(now.plus(VALIDITY))),
            name(subject),
            holder.getEncoded(),
            Der.tagged(0xa3, Der.sequence(extension)));
    var signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(content);
    return Der.sequence(content, SIGNED_BY, Der.bits(signature.sign()));
  }

  private static byte[] name(String common) {
    return Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.text(common))));
  }

  private static byte[] pem(String type, byte[] content) {
    String base64 = Base64.getMimeEncoder().encodeToString(content);
    return ("-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n")
        .getBytes(US_ASCII);
  }
}
