package dev.weft.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory this process has in use, by the word of Linux. */
final class Memory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double KIBIBYTES = 1024;

  private Memory() {}

  static double residentMebibytes() throws IOException {
    return Files.readAllLines(STATUS).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow(() -> new IOException(STATUS + ": expected a line VmRSS"))
        / KIBIBYTES;
  }
}
