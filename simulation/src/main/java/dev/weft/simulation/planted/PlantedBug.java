package dev.weft.simulation.planted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A bug that the product does not have, as a change of its sources.
 *
 * <p>It is written as a small patch without line numbers: a sentence that says what goes wrong, the
 * promises that it breaks, and changes. A change begins with {@code @ file}; in it a line that
 * begins with a space stands before and after, one with {@code -} before, one with {@code +} after.
 *
 * @param name what it is called in tables; the patch's file name
 * @param sentence what goes wrong
 * @param shownBy the invariants that show it
 * @param hunks its changes
 */
record PlantedBug(String name, String sentence, Set<String> shownBy, List<Hunk> hunks) {

  private static final String SUFFIX = ".patch";
  private static final String SHOWN_BY = "Shown by ";
  private static final String CHANGE = "@ ";

  PlantedBug {
    shownBy = Collections.unmodifiableSet(new LinkedHashSet<>(shownBy));
    hunks = List.copyOf(hunks);
  }

  /** Reads all bugs of a directory, by name. */
  static List<PlantedBug> readAll(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      var bugs = new ArrayList<PlantedBug>();
      for (Path file : files.filter(one -> one.toString().endsWith(SUFFIX)).sorted().toList()) {
        String name = file.getFileName().toString();
        bugs.add(parse(name.substring(0, name.length() - SUFFIX.length()), Files.readString(file)));
      }
      return bugs;
    }
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it has no sentence, does not say what shows it, or has no
   *     change or a line of no kind
   */
  static PlantedBug parse(String name, String text) {
    var sentence = new ArrayList<String>();
    var shownBy = new ArrayList<String>();
    var hunks = new ArrayList<Hunk>();
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    int next = 0;
    while (next < lines.size() && !lines.get(next).startsWith(CHANGE)) {
      String line = lines.get(next++).strip();
      if (line.startsWith(SHOWN_BY)) {
        shownBy.addAll(List.of(line.substring(SHOWN_BY.length()).split(",? +")));
      } else {
        sentence.add(line);
      }
    }
    while (next < lines.size()) {
      String file = lines.get(next++).substring(CHANGE.length()).strip();
      var before = new ArrayList<String>();
      var after = new ArrayList<String>();
      while (next < lines.size() && !lines.get(next).startsWith(CHANGE)) {
        add(name, lines.get(next++), before, after);
      }
      hunks.add(new Hunk(file, before, after));
    }
    if (sentence.isEmpty() || shownBy.isEmpty() || hunks.isEmpty()) {
      throw new IllegalArgumentException(
          "planted bug "
              + name
              + ": expected a sentence, a line '"
              + SHOWN_BY
              + "' with names of invariants, and a change that begins with '@ file'");
    }
    return new PlantedBug(name, String.join(" ", sentence), new LinkedHashSet<>(shownBy), hunks);
  }

  private static void add(String name, String line, List<String> before, List<String> after) {
    String code = line.substring(1).strip();
    switch (line.charAt(0)) {
      case ' ' -> {
        before.add(code);
        after.add(code);
      }
      case '-' -> before.add(code);
      case '+' -> after.add(code);
      default ->
          throw new IllegalArgumentException(
              "planted bug " + name + ": a line begins with a space, - or +, got: " + line);
    }
  }

  /**
   * The source files that it changes, as they are with it.
   *
   * @param sources where the product's sources begin
   * @throws IllegalStateException if a change does not fit the sources any more
   */
  Map<String, String> plantedIn(Path sources) throws IOException {
    var changed = new LinkedHashMap<String, String>();
    for (Hunk hunk : hunks) {
      String before = changed.get(hunk.file());
      try {
        changed.put(
            hunk.file(),
            hunk.applyTo(before == null ? Files.readString(sources.resolve(hunk.file())) : before));
      } catch (IllegalArgumentException e) {
        throw new IllegalStateException(
            "planted bug " + name + " no longer fits: " + e.getMessage(), e);
      }
    }
    return changed;
  }

  /** Whether a broken promise, as {@code name: text}, is one of those that show it. */
  boolean isShownBy(String violation) {
    return shownBy.contains(violation.substring(0, Math.max(0, violation.indexOf(':'))));
  }

  @Override
  public String toString() {
    return name;
  }
}
