package dev.weft.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Weft as it was. This harness drives it, so that both builds are measured alike, and in cases that
 * were not there then; where its API was another one, the harness of its own day can.
 *
 * @param classPath of its benchmarks
 */
record EarlierBuild(String classPath) {

  /** A contender on it, driven by this harness. */
  Race.Start driven(Entrant entrant) {
    String path = harness() + File.pathSeparator + classPath;
    return place -> new Lane(entrant, place, path);
  }

  /** A contender as its own harness has it. */
  Race.Start itself(Entrant entrant) {
    return place -> new Lane(entrant, place, classPath);
  }

  /** Whether its own harness has this contender. */
  boolean has(Entrant entrant) throws IOException, ClassNotFoundException {
    URL[] jars =
        Stream.of(classPath.split(File.pathSeparator))
            .filter(entry -> !entry.endsWith("*"))
            .map(EarlierBuild::url)
            .toArray(URL[]::new);
    try (var loader = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader())) {
      return Stream.of(loader.loadClass(Entrant.class.getName()).getFields())
          .filter(Field::isEnumConstant)
          .anyMatch(one -> one.getName().equals(entrant.name()));
    }
  }

  private static Path harness() {
    try {
      return Path.of(Lane.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the harness has no place in the file system", e);
    }
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }
}
