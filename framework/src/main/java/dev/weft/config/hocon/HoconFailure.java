package dev.weft.config.hocon;

import com.typesafe.config.ConfigException;
import java.util.regex.Pattern;

/**
 * Turns the library's exceptions into problems, without what they repeat of the file: that may be a
 * password.
 */
final class HoconFailure {

  // A token that it stumbled over; a single character is punctuation. To the last quote, since a
  // token may hold one.
  private static final Pattern TOKEN = Pattern.compile("(?s)'.{2,}'");

  // Advice on quoting the token.
  private static final Pattern ADVICE = Pattern.compile("(?s) \\(if you (intended|want) .*");

  // Values that it cannot join.
  private static final Pattern VALUES = Pattern.compile("(?s), \\S+\\(.* not compatible");

  private static final Pattern KEY_ALONE =
      Pattern.compile("(?s)Key '.*' may not be followed by token.*");

  private HoconFailure() {}

  /** Notes what the library refused. */
  static void note(ConfigException e, Problems problems) {
    Location location = e.origin() == null ? Location.UNKNOWN : Location.of(e.origin(), "");
    String message = String.valueOf(e.getMessage());
    if (e.origin() != null && message.startsWith(e.origin().description() + ": ")) {
      message = message.substring(e.origin().description().length() + 2);
    }
    problems.add(location, "", "cannot be read: " + withoutValues(message));
  }

  private static String withoutValues(String message) {
    String shorter = ADVICE.matcher(message).replaceFirst("");
    if (shorter.endsWith("end of file")) {
      // What the library then says is missing is often something else.
      return "the file ends too early; expected a closing }, ] or a value";
    }
    if (KEY_ALONE.matcher(shorter).matches()) {
      return "expected =, : or { after the key before this";
    }
    return TOKEN.matcher(VALUES.matcher(shorter).replaceFirst("")).replaceAll("'…'");
  }
}
