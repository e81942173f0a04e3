package dev.weft.jetstream.settings;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * TLS and mTLS from PEM files, which are read again at every try to connect; immutable. Certificate
 * and key go together.
 */
public final class TlsSettings {

  private final @Nullable Path ca;
  private final @Nullable Path certificate;
  private final @Nullable Path key;
  private final boolean first;

  private TlsSettings(Builder builder) {
    ca = builder.ca;
    certificate = builder.certificate;
    key = builder.key;
    first = builder.first;
  }

  /** A builder of TLS with the JVM's trust store, without a certificate of the client's. */
  public static Builder builder() {
    return new Builder();
  }

  /** Certificates to trust in place of the JVM's; null for the JVM's. */
  public @Nullable Path ca() {
    return ca;
  }

  /** The client's certificate chain; null for none. */
  public @Nullable Path certificate() {
    return certificate;
  }

  /** The client's private key, unencrypted, in PKCS#8, PKCS#1 or SEC1; null for none. */
  public @Nullable Path key() {
    return key;
  }

  /**
   * Whether the TLS handshake comes before the server's first line, as servers with {@code
   * handshake_first} want it.
   */
  public boolean first() {
    return first;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TlsSettings tls
        && Objects.equals(ca, tls.ca)
        && Objects.equals(certificate, tls.certificate)
        && Objects.equals(key, tls.key)
        && first == tls.first;
  }

  @Override
  public int hashCode() {
    return Objects.hash(ca, certificate, key, first);
  }

  @Override
  public String toString() {
    return "TlsSettings[ca=%s, certificate=%s, key=%s, first=%s]"
        .formatted(ca, certificate, key, first);
  }

  /** Builds {@link Tls}; for one thread. Null is the default of each file. */
  public static final class Builder {

    private @Nullable Path ca;
    private @Nullable Path certificate;
    private @Nullable Path key;
    private boolean first;

    private Builder() {}

    /** Certificates to trust in place of the JVM's. */
    public Builder ca(@Nullable Path file) {
      ca = file;
      return this;
    }

    /** The client's certificate chain; goes with {@link #key}. */
    public Builder certificate(@Nullable Path file) {
      certificate = file;
      return this;
    }

    /** The client's private key; goes with {@link #certificate}. */
    public Builder key(@Nullable Path file) {
      key = file;
      return this;
    }

    /** Whether the TLS handshake comes before the server's first line; false by default. */
    public Builder first(boolean chosen) {
      first = chosen;
      return this;
    }

    /** The certificates; the builder may be used again. */
    public TlsSettings build() {
      return new TlsSettings(this);
    }
  }
}
