package dev.weft.config.nats;

import dev.weft.config.hocon.Entry;
import dev.weft.config.hocon.Kind;
import dev.weft.config.hocon.Kinds;
import dev.weft.config.hocon.Section;
import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.jetstream.settings.ConnectionSettings.Auth;
import dev.weft.jetstream.settings.ConnectionSettings.Subjects;
import dev.weft.jetstream.settings.TlsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the connection to NATS from {@code weft.nats}. */
public final class ConnectionReader {

  private static final Pattern TOKEN = Pattern.compile("[^\\s.*>]+");

  private static final Kind<String> ADDRESS =
      Kinds.TEXT.where(
          ServerAddressCheck::parses,
          "expected an address such as nats://host:4222 or tls://host:4222");

  private static final Kind<String> DOMAIN =
      Kinds.TEXT.where(
          text -> TOKEN.matcher(text).matches(),
          "expected the name of a JetStream domain, without dots, wildcards and spaces");

  private static final Kind<String> PREFIX =
      Kinds.TEXT.where(
          text -> Pattern.matches(TOKEN + "(\\." + TOKEN + ")*", text),
          "expected the beginning of a subject, such as $JS.hub.API or _INBOX_worker, without"
              + " wildcards and without a dot at its end");

  private final Section nats;
  private final boolean used;
  private final Kind<Path> file;

  /**
   * A reader of the given section.
   *
   * @param used whether the transport connects at all; where not, keys and types are checked, but
   *     there need be no server and no file
   */
  public ConnectionReader(Section nats, boolean used) {
    this.nats = nats;
    this.used = used;
    this.file = used ? Kinds.READABLE_FILE : Kinds.FILE;
  }

  public ConnectionSettings read() {
    return ConnectionSettings.builder()
        .servers(servers())
        .name(nats.get("name", Kinds.TEXT, ""))
        .connectTimeout(nats.get("connect-timeout", Kinds.POSITIVE_DURATION, Duration.ZERO))
        .auth(auth())
        .tls(tls(nats.section("tls")))
        .subjects(subjects())
        .build();
  }

  private List<String> servers() {
    List<String> servers = nats.list("servers", ADDRESS);
    boolean none = nats.entry("servers").map(Entry::isEmpty).orElse(true);
    if (none && used) {
      nats.problem("servers", "expected at least one address");
    }
    // The settings insist on one, also where nobody connects.
    return servers.isEmpty() ? List.of("nats://localhost:4222") : servers;
  }

  private Auth auth() {
    Optional<Path> credentials = nats.find("credentials-file", file);
    Optional<Path> nkey = nats.find("nkey-file", file);
    Optional<String> user = nats.find("user", Kinds.TEXT);
    Optional<String> password = nats.find("password", Kinds.ANY_TEXT);
    Optional<String> token = nats.find("token", Kinds.TEXT);
    if (used) {
      reportContradictions();
    }
    if (credentials.isPresent()) {
      return new Auth.CredentialsFile(credentials.get());
    }
    if (nkey.isPresent()) {
      return new Auth.NKeyFile(nkey.get());
    }
    if (user.isPresent() && password.isPresent()) {
      return new Auth.UserPassword(user.get(), password.get());
    }
    return token.<Auth>map(Auth.Token::new).orElseGet(Auth.None::new);
  }

  private void reportContradictions() {
    if (nats.has("user") != nats.has("password")) {
      String present = nats.has("user") ? "user" : "password";
      nats.problem(present, "expected user and password together, or neither");
    }
    String login = nats.has("user") ? "user" : "password";
    List<String> ways =
        Stream.of("credentials-file", "nkey-file", login, "token").filter(nats::has).toList();
    if (ways.size() > 1) {
      nats.problem(ways.getLast(), "expected one way to log in, found " + String.join(", ", ways));
    }
  }

  private Subjects subjects() {
    Optional<String> domain = nats.find("domain", DOMAIN);
    Optional<String> prefix = nats.find("api-prefix", PREFIX);
    if (domain.isPresent() && prefix.isPresent()) {
      nats.problem(
          "api-prefix",
          "expected domain or api-prefix, not both; the domain "
              + domain.get()
              + " stands for the api-prefix "
              + Subjects.apiOfDomain(domain.get()));
    }
    String api = domain.map(Subjects::apiOfDomain).or(() -> prefix).orElse(Subjects.DEFAULT.api());
    return new Subjects(api, nats.find("inbox-prefix", PREFIX).orElse(Subjects.DEFAULT.inbox()));
  }

  private @Nullable TlsSettings tls(Section tls) {
    Path ca = tls.find("ca", file).orElse(null);
    Path certificate = tls.find("certificate", file).orElse(null);
    Path key = tls.find("key", file).orElse(null);
    if (used && tls.has("certificate") != tls.has("key")) {
      String present = tls.has("certificate") ? "certificate" : "key";
      tls.problem(present, "expected certificate and key together, or neither");
    }
    boolean first = tls.get("first", Kinds.FLAG, false);
    return ca == null && certificate == null && !first
        ? null
        : TlsSettings.builder().ca(ca).certificate(certificate).key(key).first(first).build();
  }
}
