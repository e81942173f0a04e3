package dev.weft.jetstream.credentials;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts a server only if its certificate is for the host that was asked for.
 *
 * <p>jnats checks who signed a certificate and not whom it is for, so that any certificate of a
 * trusted authority would do.
 */
final class ServerIdentity extends X509ExtendedTrustManager {

  private static final String BY_HOST_NAME = "HTTPS";

  private final X509ExtendedTrustManager chain;

  ServerIdentity(X509ExtendedTrustManager chain) {
    this.chain = chain;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] certificates, String authType, Socket socket)
      throws CertificateException {
    if (!(socket instanceof SSLSocket secure)) {
      throw new CertificateException("not a TLS socket: the server's name cannot be checked");
    }
    // The JDK's own trust manager does the check if the socket asks for it.
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm(BY_HOST_NAME);
    secure.setSSLParameters(parameters);
    chain.checkServerTrusted(certificates, authType, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] certificates, String authType, SSLEngine engine)
      throws CertificateException {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm(BY_HOST_NAME);
    engine.setSSLParameters(parameters);
    chain.checkServerTrusted(certificates, authType, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] certificates, String authType)
      throws CertificateException {
    throw new CertificateException("without a connection the server's name cannot be checked");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] certificates, String authType, Socket socket)
      throws CertificateException {
    chain.checkClientTrusted(certificates, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] certificates, String authType, SSLEngine engine)
      throws CertificateException {
    chain.checkClientTrusted(certificates, authType, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] certificates, String authType)
      throws CertificateException {
    chain.checkClientTrusted(certificates, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return chain.getAcceptedIssuers();
  }
}
