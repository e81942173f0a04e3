package dev.weft.jetstream.credentials;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a private key from a PEM file, in any of the three forms that are in use: PKCS#8, PKCS#1
 * (of RSA keys) and SEC1 (of keys on an elliptic curve). No error shows what the file holds.
 */
final class PemKey {

  // PKCS#8 names an algorithm, but Java has to be asked by it.
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----(.*?)-----END \\1-----",
          Pattern.DOTALL);

  // Of the forms before PKCS#8.
  private static final Pattern ENCRYPTED = Pattern.compile("Proc-Type:\\s*4,\\s*ENCRYPTED");

  private final Path file;

  private PemKey(Path file) {
    this.file = file;
  }

  /** The first private key in the file; other things may stand beside it. */
  static PrivateKey read(Path file) throws GeneralSecurityException, IOException {
    return new PemKey(file).read();
  }

  private PrivateKey read() throws GeneralSecurityException, IOException {
    Matcher key = KEY.matcher(Files.readString(file, ISO_8859_1));
    if (!key.find()) {
      throw new GeneralSecurityException(
          file
              + ": expected a private key that is not encrypted, as PKCS#8 (-----BEGIN PRIVATE"
              + " KEY-----), PKCS#1 (RSA PRIVATE KEY) or SEC1 (EC PRIVATE KEY); found none");
    }
    String form = key.group(1);
    String content = key.group(2);
    if (form.startsWith("ENCRYPTED") || ENCRYPTED.matcher(content).find()) {
      throw new GeneralSecurityException(
          file
              + ": the private key is encrypted; expected one that is not: openssl pkcs8 -topk8"
              + " -nocrypt -in "
              + file
              + " makes one");
    }
    byte[] encoded = decoded(content);
    return switch (form) {
      case "RSA PRIVATE KEY" -> key("RSA", Pkcs8.ofRsa(encoded));
      case "EC PRIVATE KEY" ->
          key(
              "EC",
              Pkcs8.ofCurve(encoded)
                  .orElseThrow(
                      () ->
                          new GeneralSecurityException(
                              file + ": the key on an elliptic curve does not name its curve")));
      default -> keyOfAnyAlgorithm(encoded);
    };
  }

  private byte[] decoded(String content) throws GeneralSecurityException {
    try {
      return Base64.getMimeDecoder().decode(content);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException(file + ": the private key is not Base64", e);
    }
  }

  private PrivateKey key(String algorithm, byte[] pkcs8) throws GeneralSecurityException {
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (InvalidKeySpecException e) {
      throw new GeneralSecurityException(
          file + ": is no " + algorithm + " key that can be read", e);
    }
  }

  private PrivateKey keyOfAnyAlgorithm(byte[] pkcs8) throws GeneralSecurityException {
    var refused =
        new GeneralSecurityException(
            file + ": expected a key of one of " + String.join(", ", ALGORITHMS));
    for (String algorithm : ALGORITHMS) {
      try {
        return key(algorithm, pkcs8);
      } catch (GeneralSecurityException e) {
        refused.addSuppressed(e); // perhaps the next algorithm's
      }
    }
    throw refused;
  }
}
