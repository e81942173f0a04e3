package dev.weft.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What the threads of a process have cost so far, by the word of Linux; empty on other systems.
 *
 * @param byThread by the system's number of the thread
 */
record ThreadCosts(Map<Long, Cost> byThread) {

  private static final String WAKE_UPS = "voluntary_ctxt_switches:";

  /**
   * A thread's.
   *
   * @param wakeUps how often it has gone to sleep of its own accord, and so been woken
   * @param cpuNanos how long it has run
   */
  record Cost(long wakeUps, long cpuNanos) {

    static final Cost NONE = new Cost(0, 0);

    Cost minus(Cost earlier) {
      return new Cost(wakeUps - earlier.wakeUps, cpuNanos - earlier.cpuNanos);
    }

    Cost plus(Cost other) {
      return new Cost(wakeUps + other.wakeUps, cpuNanos + other.cpuNanos);
    }
  }

  /** Reads them now. A thread that ends meanwhile is left out. */
  static ThreadCosts of(long process) {
    Path tasks = Path.of("/proc", String.valueOf(process), "task");
    Map<Long, Cost> costs = new HashMap<>();
    if (Files.isDirectory(tasks)) {
      try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
        for (Path thread : threads) {
          read(thread, costs);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(tasks.toString(), e);
      }
    }
    return new ThreadCosts(Map.copyOf(costs));
  }

  /** What has come since, for the threads of now; one that is new began with nothing. */
  ThreadCosts since(ThreadCosts earlier) {
    Map<Long, Cost> costs = new HashMap<>();
    byThread.forEach(
        (thread, cost) ->
            costs.put(thread, cost.minus(earlier.byThread.getOrDefault(thread, Cost.NONE))));
    return new ThreadCosts(costs);
  }

  /** Whether there was nothing to read. */
  boolean isEmpty() {
    return byThread.isEmpty();
  }

  /** Of all threads together. */
  Cost total() {
    return byThread.values().stream().reduce(Cost.NONE, Cost::plus);
  }

  private static void read(Path thread, Map<Long, Cost> costs) throws IOException {
    try {
      // The first number is the time on a processor. /proc/<pid>/stat counts it in steps of 10 ms.
      String ran = Files.readString(thread.resolve("schedstat")).strip().split(" ", 2)[0];
      costs.put(
          Long.parseLong(thread.getFileName().toString()),
          new Cost(wakeUps(thread.resolve("status")), Long.parseLong(ran)));
    } catch (NoSuchFileException e) {
      return; // it has ended
    } catch (IOException e) {
      if (Files.exists(thread)) {
        throw e;
      }
    }
  }

  private static long wakeUps(Path status) throws IOException {
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith(WAKE_UPS))
        .mapToLong(line -> Long.parseLong(line.substring(WAKE_UPS.length()).strip()))
        .findFirst()
        .orElseThrow(() -> new IOException(status + ": expected a line " + WAKE_UPS));
  }
}
