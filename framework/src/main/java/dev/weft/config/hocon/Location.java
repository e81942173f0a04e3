package dev.weft.config.hocon;

import com.typesafe.config.ConfigOrigin;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a value stands.
 *
 * @param source a file, {@code env var X} or {@code system property x}; empty if unknown
 * @param line the line in a file, or 0
 */
public record Location(String source, int line) {

  static final Location UNKNOWN = new Location("", 0);

  /**
   * Marks what only stands in for something that is a problem already: a substitution that could
   * not be resolved, or a block that is none. Nothing further is said of it.
   */
  static final Location REPORTED = new Location("problem already reported", 0);

  private static final String MERGED = "merge of ";

  // A file or resource, perhaps its URL, and its line or lines: "a.conf @ file:/x/a.conf: 3-7".
  private static final Pattern IN_FILE = Pattern.compile("(.*?)(?: @ .*)?: (\\d+)(?:-\\d+)?");

  /** Where the value with the given path comes from. */
  static Location of(ConfigOrigin origin, String path) {
    String description = origin.description();
    if (description.contains(REPORTED.source)) {
      return REPORTED;
    }
    if (!description.startsWith(MERGED)) {
      return inFile(description).orElseGet(() -> new Location(named(description, path), 0));
    }
    // An object that several places add to: the first file, since that is what a reader opens.
    String[] parts = description.substring(MERGED.length()).split(",");
    return Stream.of(parts)
        .flatMap(part -> inFile(part).stream())
        .findFirst()
        .orElseGet(() -> new Location(named(parts[0], path), 0));
  }

  boolean isIn(String file) {
    return source.equals(file);
  }

  @Override
  public String toString() {
    return line > 0 ? source + ": " + line : source;
  }

  private static Optional<Location> inFile(String description) {
    Matcher matcher = IN_FILE.matcher(description);
    return matcher.matches()
        ? Optional.of(new Location(shortened(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  // The library says only that a value is an override; its path tells by which name.
  private static String named(String description, String path) {
    return switch (description) {
      case "env variables overrides" -> "env var " + Environment.overrideOf(path);
      case "system properties" ->
          System.getProperty(path) == null ? description : "system property " + path;
      default -> shortened(description);
    };
  }

  private static String shortened(String file) {
    if (!file.startsWith("/")) {
      return file;
    }
    Path here = Path.of("").toAbsolutePath();
    Path path = Path.of(file);
    return path.startsWith(here) ? here.relativize(path).toString() : file;
  }
}
