package dev.weft.config.hocon;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Shows values in problems without the secrets in them. */
final class Secrets {

  private static final String MASK = "***";
  private static final Set<String> SECRET_KEYS = Set.of("password", "token");

  // Up to the last @, since a password may hold one; a list of addresses is masked as a whole.
  private static final Pattern USER_INFO = Pattern.compile("(?s)^(\\s*[a-z]+://)?.*@");

  // What somebody may put where a file's name belongs: an NKey seed, a JWT, a PEM block.
  private static final Pattern CREDENTIALS =
      Pattern.compile("(?s).*(S[A-Z][A-Z2-7]{50,}|eyJ[\\w-]{20,}|-----BEGIN).*");

  private Secrets() {}

  /** A value as a problem shows it. */
  static String shown(String key, ConfigValue value) {
    if (SECRET_KEYS.contains(key)) {
      return MASK;
    }
    return switch (value) {
      case ConfigObject object -> object.isEmpty() ? "{}" : "{…}";
      case ConfigList list ->
          list.stream().map(one -> shown(key, one)).collect(Collectors.joining(", ", "[", "]"));
      default -> masked(String.valueOf(value.unwrapped()));
    };
  }

  private static String masked(String text) {
    if (CREDENTIALS.matcher(text).matches()) {
      return MASK;
    }
    String shown = USER_INFO.matcher(text).replaceFirst("$1" + MASK + "@");
    String line = shown.replace("\n", "\\n").replace("\r", "\\r"); // one problem, one line
    return line.isBlank() ? '"' + line + '"' : line;
  }
}
