package dev.weft.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is in use of this JVM's heap after a collection, by class: what {@code jcmd
 * GC.class_histogram} says.
 */
record LiveHeap(Map<String, Content> byClass) {

  private static final Pattern LINE =
      Pattern.compile("^ *\\d+: +(\\d+) +(\\d+) +(\\S+).*$", Pattern.MULTILINE);

  /** The objects of one class. */
  record Content(long instances, long bytes) {

    static final Content NONE = new Content(0, 0);

    Content minus(Content other) {
      return new Content(instances - other.instances, bytes - other.bytes);
    }
  }

  /** Collects, and reads it. */
  static LiveHeap now() {
    return parse(DiagnosticCommand.run("gcClassHistogram"));
  }

  static LiveHeap parse(String histogram) {
    Map<String, Content> byClass = new HashMap<>();
    Matcher line = LINE.matcher(histogram);
    while (line.find()) { // classes of two loaders may have one name
      byClass.merge(
          line.group(3),
          new Content(Long.parseLong(line.group(1)), Long.parseLong(line.group(2))),
          (one, other) -> new Content(one.instances + other.instances, one.bytes + other.bytes));
    }
    return new LiveHeap(byClass);
  }

  long bytes() {
    return byClass.values().stream().mapToLong(Content::bytes).sum();
  }

  /** What has come since. */
  LiveHeap since(LiveHeap earlier) {
    Map<String, Content> difference = new HashMap<>();
    byClass.forEach(
        (name, content) ->
            difference.put(name, content.minus(earlier.byClass.getOrDefault(name, Content.NONE))));
    return new LiveHeap(difference);
  }

  /** Writes it for each of so many, the largest first. */
  void write(Path file, int count) {
    List<String> lines = new ArrayList<>();
    lines.add("%12s %12s  %s".formatted("bytes each", "objects each", "class"));
    byClass.entrySet().stream()
        .filter(one -> one.getValue().bytes() >= count)
        .sorted(Comparator.comparingLong(one -> -one.getValue().bytes()))
        .map(
            one ->
                "%12.1f %12.2f  %s"
                    .formatted(
                        (double) one.getValue().bytes() / count,
                        (double) one.getValue().instances() / count,
                        one.getKey()))
        .forEach(lines::add);
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
