package dev.weft.jetstream.credentials;

import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.jetstream.settings.TlsSettings;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A TLS context that reads its PEM files for each connection that is made with it.
 *
 * <p>jnats has one context for all of its reconnects, and no failure of TLS ends them: with files
 * that are read once, what is renewed in place would never be seen.
 */
public final class RereadTls extends SSLContext {

  private final HostNames names;

  private RereadTls(Files files, SSLContext first, HostNames names) {
    super(files, first.getProvider(), first.getProtocol());
    this.names = names;
  }

  /**
   * The context that the settings ask for.
   *
   * @throws dev.weft.TransportException if a file cannot be used now
   */
  public static RereadTls of(ConnectionSettings settings) {
    TlsSettings tls = settings.tls() == null ? TlsSettings.builder().build() : settings.tls();
    return new RereadTls(new Files(tls), PemTls.context(tls), HostNames.of(settings.servers()));
  }

  /** The names by which the servers' certificates are checked. */
  public HostNames names() {
    return names;
  }

  /** Whatever it is asked for, it reads the files. */
  private static final class Files extends SSLContextSpi {

    private final TlsSettings tls;

    Files(TlsSettings tls) {
      this.tls = tls;
    }

    private SSLContext read() {
      return PemTls.context(tls);
    }

    @Override
    protected void engineInit(
        KeyManager @Nullable [] keys,
        TrustManager @Nullable [] trust,
        @Nullable SecureRandom random)
        throws KeyManagementException {
      throw new KeyManagementException("made of the PEM files " + tls + "; cannot be made anew");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return read().getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return read().getServerSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return read().createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return read().createSSLEngine(host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return read().getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return read().getClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
      return read().getDefaultSSLParameters();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
      return read().getSupportedSSLParameters();
    }
  }
}
