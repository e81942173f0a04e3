package dev.weft.app.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The repository's Markdown. */
final class Docs {

  /** The repository's folder, wherever below it the tests run. */
  static final Path ROOT = root();

  private static final Pattern CLASS = Pattern.compile("(?m)^(public )?final class ");

  private Docs() {}

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/guarantees.md"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException(
            "no docs/guarantees.md above " + Path.of("").toAbsolutePath());
      }
    }
    return folder;
  }

  /** A file, by its path from {@link #ROOT}. */
  static String read(String path) throws IOException {
    return Files.readString(ROOT.resolve(path));
  }

  /** Every page, by its path from {@link #ROOT}. */
  static List<String> pages() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> below = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(top, below)
          .filter(file -> file.toString().endsWith(".md"))
          .map(file -> ROOT.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  /** The fenced blocks of a language. */
  static List<String> blocks(String page, String language) {
    return Pattern.compile("(?s)```" + language + "\n(.*?)```")
        .matcher(page)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  /** An example beside this class, from its class on, as it stands in a page. */
  static String example(String name) throws IOException {
    String source = read("worker-app/src/test/java/dev/weft/app/readme/" + name + ".java");
    Matcher start = CLASS.matcher(source);
    if (!start.find()) {
      throw new IllegalArgumentException(name + ".java has no final class");
    }
    return source.substring(start.start());
  }
}
