package dev.weft.jetstream.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How to reach NATS; immutable. */
public final class ConnectionSettings {

  private static final Predicate<String> TLS =
      Pattern.compile("(tls|wss)://.*", Pattern.CASE_INSENSITIVE).asMatchPredicate();

  private final List<String> servers;
  private final String name;
  private final Duration connectTimeout;
  private final Auth auth;
  private final @Nullable TlsSettings tls;
  private final Subjects subjects;

  private ConnectionSettings(Builder builder) {
    servers = builder.servers;
    name = builder.name;
    connectTimeout = builder.connectTimeout;
    auth = builder.auth;
    tls = builder.tls;
    subjects = builder.subjects;
  }

  /** A server at {@code nats://localhost:4222}, 10 s to connect, no credentials, no TLS. */
  public static ConnectionSettings defaults() {
    return builder().build();
  }

  /** A builder that starts from the {@linkplain #defaults() defaults}. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from these settings. */
  public Builder toBuilder() {
    return new Builder()
        .servers(servers)
        .name(name)
        .connectTimeout(connectTimeout)
        .auth(auth)
        .tls(tls)
        .subjects(subjects);
  }

  /** Addresses such as {@code nats://host:4222} or {@code tls://host:4222}; at least one. */
  public List<String> servers() {
    return servers;
  }

  /** What the server shows as the connection's name. */
  public String name() {
    return name;
  }

  /** How long the first connect may take over all servers together. */
  public Duration connectTimeout() {
    return connectTimeout;
  }

  /** Who the client is. */
  public Auth auth() {
    return auth;
  }

  /** Certificates; null to leave TLS to the servers' scheme and the JVM's trust store. */
  public @Nullable TlsSettings tls() {
    return tls;
  }

  /** Where JetStream's API is found, and where answers arrive. */
  public Subjects subjects() {
    return subjects;
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

  @Override
  public boolean equals(Object other) {
    return other instanceof ConnectionSettings settings
        && servers.equals(settings.servers)
        && name.equals(settings.name)
        && connectTimeout.equals(settings.connectTimeout)
        && auth.equals(settings.auth)
        && Objects.equals(tls, settings.tls)
        && subjects.equals(settings.subjects);
  }

  @Override
  public int hashCode() {
    return Objects.hash(servers, name, connectTimeout, auth, tls, subjects);
  }

  /** Builds {@link ConnectionSettings}; for one thread. */
  public static final class Builder {

    private List<String> servers = List.of("nats://localhost:4222");
    private String name = "weft";
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Auth auth = new Auth.None();
    private @Nullable TlsSettings tls;
    private Subjects subjects = Subjects.DEFAULT;

    private Builder() {}

    /** {@link #servers(List)}. */
    public Builder servers(String... addresses) {
      return servers(List.of(addresses));
    }

    /**
     * Addresses such as {@code nats://host:4222} or {@code tls://host:4222}; {@code
     * nats://localhost:4222} by default.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Builder servers(List<String> addresses) {
      List<String> copy =
          List.copyOf(
              Objects.requireNonNull(addresses, "servers: null; expected at least one address"));
      if (copy.isEmpty()) {
        throw new IllegalArgumentException("servers: expected at least one address");
      }
      servers = copy;
      return this;
    }

    /** What the server shows as the connection's name; {@code weft} by default. */
    public Builder name(String chosen) {
      name = Objects.requireNonNull(chosen, "name: null; expected a text");
      return this;
    }

    /** How long the first connect may take over all servers together; 10 s by default. */
    public Builder connectTimeout(Duration chosen) {
      connectTimeout = Objects.requireNonNull(chosen, "connect timeout: null; expected a duration");
      return this;
    }

    /** Who the client is; by default no one, save for a user in a server's address. */
    public Builder auth(Auth chosen) {
      auth = Objects.requireNonNull(chosen, "auth: null; expected Auth.None for none");
      return this;
    }

    /**
     * Certificates; null, the default, leaves TLS to the servers' scheme and the JVM's trust store.
     */
    public Builder tls(@Nullable TlsSettings chosen) {
      tls = chosen;
      return this;
    }

    /** Where JetStream's API is found, and where answers arrive; as in a plain NATS by default. */
    public Builder subjects(Subjects chosen) {
      subjects = Objects.requireNonNull(chosen, "subjects: null; expected Subjects.DEFAULT");
      return this;
    }

    /** The settings; the builder may be used again. */
    public ConnectionSettings build() {
      return new ConnectionSettings(this);
    }
  }
}
