package dev.weft.app.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.commons.support.AnnotationSupport.isAnnotated;

import dev.weft.testing.NatsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;

/** What the pages name is there: tests, files, headings, make targets. */
class DocsTest {

  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+)#(\\w+)`");
  private static final Pattern LINK =
      Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(#[^)\\s]*)?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern FENCED = Pattern.compile("(?s)```.*?```");
  private static final Pattern MAKE = Pattern.compile("(?m)(?:`|^)make ([a-z][a-z-]*)");

  @Test
  void everyNamedTestIsThere() throws Exception {
    Map<String, List<Class<?>>> classes = testClasses();
    var missing = new ArrayList<String>();
    int named = 0;
    for (String page : Docs.pages()) {
      for (MatchResult test : TEST.matcher(Docs.read(page)).results().toList()) {
        named++;
        boolean there =
            classes.getOrDefault(test.group(1), List.of()).stream()
                .anyMatch(type -> hasTest(type, test.group(2)));
        if (!there) {
          missing.add(page + ": " + test.group());
        }
      }
    }

    assertThat(missing).isEmpty();
    assertThat(named).isGreaterThan(50);
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    var broken = new ArrayList<String>();
    for (String page : Docs.pages()) {
      Path file = Docs.ROOT.resolve(page);
      String text = FENCED.matcher(Docs.read(page)).replaceAll("");
      for (MatchResult link : LINK.matcher(text).results().toList()) {
        Path target = link.group(1).isEmpty() ? file : file.resolveSibling(link.group(1));
        String anchor = link.group(2);
        if (!Files.exists(target) || (anchor != null && !anchors(target).contains(anchor))) {
          broken.add(page + ": " + link.group());
        }
      }
    }

    assertThat(broken).isEmpty();
  }

  @Test
  void everyPageIsReachedFromTheReadme() throws IOException {
    String linked =
        Stream.of("README.md", "docs/adr/README.md")
            .map(DocsTest::read)
            .collect(Collectors.joining());

    assertThat(Docs.pages())
        .filteredOn(page -> !page.equals("README.md"))
        .allSatisfy(page -> assertThat(linked).contains(Path.of(page).getFileName().toString()));
  }

  @Test
  void everyMakeTargetIsThere() throws IOException {
    String makefile = Docs.read("Makefile");
    for (String page : Docs.pages()) {
      assertThat(MAKE.matcher(Docs.read(page)).results().map(found -> found.group(1)))
          .as(page)
          .allSatisfy(target -> assertThat(makefile).contains("\n" + target + ":"));
    }
  }

  private static String read(String page) {
    try {
      return Docs.read(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // As GitHub makes them.
  private static List<String> anchors(Path page) throws IOException {
    return HEADING
        .matcher(FENCED.matcher(Files.readString(page)).replaceAll(""))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> "#" + heading.replaceAll("[^\\p{L}\\d _-]", "").replace(' ', '-'))
        .toList();
  }

  private static boolean hasTest(Class<?> type, String method) {
    return Arrays.stream(type.getDeclaredMethods())
        .anyMatch(found -> found.getName().equals(method) && isAnnotated(found, Testable.class));
  }

  /** The classes beside this one and beside the framework's tests, by their simple name. */
  private static Map<String, List<Class<?>>> testClasses() throws Exception {
    var classes = new ArrayList<Class<?>>();
    for (Class<?> beside : List.of(DocsTest.class, NatsServer.class)) {
      classes.addAll(classesIn(beside.getProtectionDomain().getCodeSource().getLocation().toURI()));
    }
    return classes.stream().collect(Collectors.groupingBy(Class::getSimpleName));
  }

  private static List<Class<?>> classesIn(URI place)
      throws IOException, ClassNotFoundException, URISyntaxException {
    Path path = Path.of(place);
    if (Files.isDirectory(path)) {
      return classesBelow(path);
    }
    try (FileSystem jar = FileSystems.newFileSystem(path)) {
      return classesBelow(jar.getPath("/"));
    }
  }

  private static List<Class<?>> classesBelow(Path root) throws IOException, ClassNotFoundException {
    var classes = new ArrayList<Class<?>>();
    List<String> names;
    try (Stream<Path> files = Files.walk(root)) {
      names =
          files
              .map(file -> root.relativize(file).toString())
              .filter(file -> file.matches("dev/weft/.*(Test|Contract)\\.class"))
              .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
              .toList();
    }
    for (String name : names) {
      classes.add(Class.forName(name, false, DocsTest.class.getClassLoader()));
    }
    return classes;
  }
}
