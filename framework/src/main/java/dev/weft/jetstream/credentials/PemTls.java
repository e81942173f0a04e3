package dev.weft.jetstream.credentials;

import dev.weft.TransportException;
import dev.weft.jetstream.settings.TlsSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Makes a TLS context of PEM files, as certificates come in a Kubernetes Secret. */
final class PemTls {

  private static final char[] NO_PASSWORD = {};

  private PemTls() {}

  static SSLContext context(TlsSettings tls) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(tls.certificate(), tls.key()), trust(tls.ca()), null);
      return context;
    } catch (NoSuchFileException e) {
      throw TransportException.lasting("tls: " + e.getFile() + ": there is no such file", e);
    } catch (GeneralSecurityException | IOException e) {
      throw TransportException.lasting("tls: " + e.getMessage(), e);
    }
  }

  private static KeyManager @Nullable [] keys(@Nullable Path certificate, @Nullable Path key)
      throws GeneralSecurityException, IOException {
    if (certificate == null && key == null) {
      return null;
    }
    if (certificate == null || key == null) {
      throw new GeneralSecurityException(
          "expected certificate and key together, found only "
              + (certificate == null ? "key " + key : "certificate " + certificate));
    }
    KeyStore store = emptyStore();
    Certificate[] chain = certificates(certificate).toArray(Certificate[]::new);
    store.setKeyEntry("client", PemKey.read(key), NO_PASSWORD, chain);
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static TrustManager[] trust(@Nullable Path ca)
      throws GeneralSecurityException, IOException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(ca == null ? null : authorities(ca)); // null stands for the JVM's own
    return Stream.of(factory.getTrustManagers())
        .map(manager -> new ServerIdentity((X509ExtendedTrustManager) manager))
        .toArray(TrustManager[]::new);
  }

  private static KeyStore authorities(Path ca) throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    int number = 0;
    for (Certificate certificate : certificates(ca)) {
      store.setCertificateEntry("ca-" + number++, certificate);
    }
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws GeneralSecurityException, IOException {
    byte[] pem = Files.readAllBytes(file);
    Collection<? extends Certificate> certificates;
    try {
      certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem));
    } catch (CertificateException e) {
      throw new GeneralSecurityException(file + ": cannot be read as PEM certificates", e);
    }
    if (certificates.isEmpty()) {
      throw new GeneralSecurityException(file + ": expected PEM certificates, found none");
    }
    return certificates;
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }
}
