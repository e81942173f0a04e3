package dev.weft.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where files with details go, seen from the project's folder and from that of the module. */
final class TargetFolder {

  private static final Path MODULE = Path.of("benchmarks");

  private TargetFolder() {}

  static Path file(String name) throws IOException {
    Path target = Path.of("target");
    return Files.createDirectories(Files.isDirectory(MODULE) ? MODULE.resolve(target) : target)
        .resolve(name);
  }
}
