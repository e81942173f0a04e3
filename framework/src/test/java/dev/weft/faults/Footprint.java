package dev.weft.faults;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What this JVM holds at a moment of rest.
 *
 * @param heapBytes what is reachable
 * @param files open files and sockets
 * @param threads platform and virtual ones, by name without its number; those of the JVM's own
 *     pools, which grow and shrink as they like, left out
 */
record Footprint(long heapBytes, long files, TreeMap<String, Integer> threads) {

  private static final Pattern THREAD = Pattern.compile("#\\d+ \"([^\"]*)\".*");
  private static final Pattern POOLED = Pattern.compile("ForkJoinPool.*|CompletableFutureDelay.*");

  /**
   * Collects garbage and counts.
   *
   * @param folder where a dump of the threads is written and deleted again
   */
  static Footprint now(Path folder) throws IOException {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    long files =
        ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
            .getOpenFileDescriptorCount();
    return new Footprint(used, files, threads(folder.resolve("threads.txt").toAbsolutePath()));
  }

  int threadCount() {
    return threads.values().stream().mapToInt(Integer::intValue).sum();
  }

  // The only count of virtual threads that the JDK offers.
  private static TreeMap<String, Integer> threads(Path file) throws IOException {
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
    try {
      return Files.readAllLines(file).stream()
          .map(THREAD::matcher)
          .filter(Matcher::matches)
          .map(line -> line.group(1).replaceAll("\\d+", "n"))
          .filter(name -> !POOLED.matcher(name).matches())
          .collect(Collectors.toMap(name -> name, name -> 1, Integer::sum, TreeMap::new));
    } finally {
      Files.delete(file);
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%.1f MB, %d threads, %d files", heapBytes / 1e6, threadCount(), files);
  }
}
