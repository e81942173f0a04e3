package dev.weft.testing;

import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** An authority of a test's own, which issues certificates as PEM files. */
public final class PrivateCa {

  private static final Duration VALIDITY = Duration.ofDays(2);
  private static final X500Name NAME = new X500Name("CN=ca");
  private static final Pattern COMMA = Pattern.compile(",");

  private final Path folder;
  private final ContentSigner signer;
  private final X509CertificateHolder own;

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
    signer = signer(pair);
    own =
        certificate(NAME, pair)
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
            .build(signer);
    write(certificate(), own);
  }

  /** The PEM file of the authority's certificate. */
  public Path certificate() {
    return folder.resolve("ca.pem");
  }

  /** Issues a certificate for hosts, such as {@code ip:127.0.0.1,dns:localhost}. */
  public Identity issue(String name, String hosts) throws GeneralSecurityException, IOException {
    KeyPair pair = keys();
    GeneralName[] names =
        COMMA.splitAsStream(hosts).map(PrivateCa::alternativeName).toArray(GeneralName[]::new);
    X509CertificateHolder issued =
        certificate(new X500Name("CN=" + name), pair)
            .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names))
            .build(signer);
    var identity = new Identity(folder.resolve(name + ".pem"), folder.resolve(name + "-key.pem"));
    write(identity.certificate(), issued, own);
    write(identity.key(), new PemObject("PRIVATE KEY", pair.getPrivate().getEncoded()));
    return identity;
  }

  private static KeyPair keys() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static ContentSigner signer(KeyPair pair) throws GeneralSecurityException {
    try {
      return new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static GeneralName alternativeName(String host) {
    String value = host.substring(host.indexOf(':') + 1);
    int kind = host.startsWith("ip:") ? GeneralName.iPAddress : GeneralName.dNSName;
    return new GeneralName(kind, value);
  }

  @SuppressWarnings("JavaUtilDate") // the builder takes no other
  private static X509v3CertificateBuilder certificate(X500Name subject, KeyPair holder) {
    Instant now = Instant.now();
    return new X509v3CertificateBuilder(
        NAME,
        BigInteger.valueOf(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE)),
        Date.from(now.minusSeconds(60)),
        Date.from(now.plus(VALIDITY)),
        subject,
        SubjectPublicKeyInfo.getInstance(holder.getPublic().getEncoded()));
  }

  private static void write(Path file, Object... contents) throws IOException {
    try (Writer text = Files.newBufferedWriter(file);
        var pem = new JcaPEMWriter(text)) {
      for (Object content : contents) {
        pem.writeObject(content);
      }
    }
  }
}
