package dev.weft.simulation.planted;

import java.util.ArrayList;
import java.util.List;

/**
 * One change of one source file. Lines are compared without their indentation, and blank ones do
 * not count: so a change still fits when the code around it was formatted anew.
 *
 * @param file relative to the root of the sources
 * @param before the lines that stand there; exactly once in the file
 * @param after the lines that take their place
 */
record Hunk(String file, List<String> before, List<String> after) {

  Hunk {
    before = List.copyOf(before);
    after = List.copyOf(after);
    if (before.isEmpty()) {
      throw new IllegalArgumentException(
          "a change of " + file + " says nothing of the text before it; expected a line or more");
    }
  }

  /**
   * The source with this change.
   *
   * @throws IllegalArgumentException if the text before it is not there exactly once
   */
  String applyTo(String source) {
    List<String> lines = source.lines().filter(line -> !line.isBlank()).toList();
    List<Integer> places = places(lines);
    if (places.size() != 1) {
      throw new IllegalArgumentException(
          "%s: expected exactly once, and found %d times: %s"
              .formatted(file, places.size(), String.join(" ⏎ ", before)));
    }
    int place = places.getFirst();
    var changed = new ArrayList<>(lines.subList(0, place));
    changed.addAll(after);
    changed.addAll(lines.subList(place + before.size(), lines.size()));
    return String.join("\n", changed) + "\n";
  }

  private List<Integer> places(List<String> lines) {
    List<String> stripped = lines.stream().map(String::strip).toList();
    var places = new ArrayList<Integer>();
    for (int i = 0; i + before.size() <= stripped.size(); i++) {
      if (stripped.subList(i, i + before.size()).equals(before)) {
        places.add(i);
      }
    }
    return places;
  }
}
