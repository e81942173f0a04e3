package dev.weft.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;

/** Lines that programs add to a file, which need not be there yet, and that a test reads. */
record Notes(Path file) {

  static Notes at(String path) {
    return new Notes(Path.of(path));
  }

  // What was written outlives the process, if not the machine: no fsync is needed.
  void add(String line) throws IOException {
    Files.writeString(
        file, line + "\n", UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  List<String> lines() {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder that it is in. */
  Path folder() {
    return Objects.requireNonNull(file.toAbsolutePath().getParent());
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
