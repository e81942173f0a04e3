package dev.weft.jetstream.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How to reach NATS.
 *
 * @param servers addresses such as {@code nats://host:4222} or {@code tls://host:4222}; at least
 *     one
 * @param name what the server shows as the connection's name
 * @param connectTimeout how long the first connect may take over all servers together
 * @param auth who the client is
 * @param tls certificates, or null to leave TLS to the servers' scheme and the JVM's trust store
 * @param subjects where JetStream's API is found, and where answers arrive
 */
public record ConnectionSettings(
    List<String> servers,
    String name,
    Duration connectTimeout,
    Auth auth,
    @Nullable Tls tls,
    Subjects subjects) {

  private static final Predicate<String> TLS =
      Pattern.compile("(tls|wss)://.*", Pattern.CASE_INSENSITIVE).asMatchPredicate();

  /** Checks that there is a server. */
  public ConnectionSettings {
    servers = List.copyOf(servers);
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("servers: expected at least one address");
    }
  }

  /** Settings with the subjects of a plain NATS. */
  public ConnectionSettings(
      List<String> servers, String name, Duration connectTimeout, Auth auth, @Nullable Tls tls) {
    this(servers, name, connectTimeout, auth, tls, Subjects.DEFAULT);
  }

  /** Whether to talk TLS and nothing else, to every server. */
  public boolean wantsTls() {
    return tls != null || servers.stream().anyMatch(TLS);
  }

  /** Who the client is. No {@code toString} shows a secret. */
  public sealed interface Auth {

    /** No credentials of its own; a user in a server's address counts. */
    record None() implements Auth {}

    /** A {@code .creds} file with a JWT and its seed, read again at every reconnect. */
    record CredentialsFile(Path file) implements Auth {}

    /** A file with an NKey seed ({@code SU…}), read again at every reconnect. */
    record NKeyFile(Path file) implements Auth {}

    /** A user and password. */
    record UserPassword(String user, String password) implements Auth {
      @Override
      public String toString() {
        return "UserPassword[user=" + user + ", password=***]";
      }
    }

    /** A token. */
    record Token(String token) implements Auth {
      @Override
      public String toString() {
        return "Token[token=***]";
      }
    }
  }

  /**
   * TLS and mTLS from PEM files, which are read again at every try to connect.
   *
   * @param ca certificates to trust in place of the JVM's, or null
   * @param certificate the client's certificate chain, or null for none; goes with {@code key}
   * @param key the client's private key, unencrypted, in PKCS#8, PKCS#1 or SEC1, or null
   * @param first whether the TLS handshake comes before the server's first line, as servers with
   *     {@code handshake_first} want it
   */
  public record Tls(
      @Nullable Path ca, @Nullable Path certificate, @Nullable Path key, boolean first) {

    /** TLS that begins after the server's first line. */
    public Tls(@Nullable Path ca, @Nullable Path certificate, @Nullable Path key) {
      this(ca, certificate, key, false);
    }
  }

  /**
   * The subjects that an account may have elsewhere than a plain NATS does.
   *
   * @param api what the subjects of JetStream's API begin with, such as {@code $JS.API}
   * @param inbox what the subjects of answers begin with, such as {@code _INBOX}
   */
  public record Subjects(String api, String inbox) {

    /** {@code $JS.API} and {@code _INBOX}. */
    public static final Subjects DEFAULT = new Subjects("$JS.API", "_INBOX");

    /** The API of a JetStream domain. */
    public static String apiOfDomain(String domain) {
      return "$JS." + domain + ".API";
    }
  }

  /** The servers as people may see them: without the user and password in an address. */
  public String shownServers() {
    return withoutUsers(String.join(", ", servers));
  }

  // Up to the last @ of an address, since a password may hold one.
  public static String withoutUsers(String text) {
    return text.replaceAll("//[^\\s,]*@", "//***@");
  }

  /** Shows no secret. */
  @Override
  public String toString() {
    return "ConnectionSettings[servers="
        + shownServers()
        + ", name="
        + name
        + ", auth="
        + auth
        + ", tls="
        + tls
        + ", subjects="
        + subjects
        + "]";
  }
}
