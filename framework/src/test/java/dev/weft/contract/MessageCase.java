package dev.weft.contract;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One row of docs/messages.md.
 *
 * @param section the heading above it
 * @param what happens, as a sentence
 * @param config of the handler
 * @param messages what is done with each message on its first attempt, its second and so on, in the
 *     order in which they are published; the name may be followed by {@code @} and a key
 * @param expected what has to come of them
 */
public record MessageCase(
    String section,
    String what,
    String config,
    Map<String, List<String>> messages,
    Expected expected) {

  /**
   * What comes of the messages.
   *
   * @param settlements of each message
   * @param deadLetters a part of each one's reason
   * @param emitted what is stored on each subject
   * @param log the level of each line, and a part of it
   */
  public record Expected(
      Map<String, List<String>> settlements,
      Map<String, List<String>> deadLetters,
      Map<String, List<String>> emitted,
      List<String> log) {}

  private static final int COLUMNS = 6;

  /**
   * Reads a row of a table.
   *
   * @param row as it stands in the file, from one bar to the last
   */
  static MessageCase parse(String section, String config, String row) {
    List<String> cells =
        Arrays.stream(row.strip().split("\\|", -1)).map(MessageCase::text).toList();
    if (cells.size() != COLUMNS + 2) {
      throw new IllegalArgumentException(
          "expected " + COLUMNS + " columns, got " + (cells.size() - 2) + ": " + row);
    }
    return new MessageCase(
        section,
        cells.get(1),
        config,
        lists(cells.get(2)),
        new Expected(
            lists(cells.get(3)),
            lists(cells.get(4)),
            lists(cells.get(5)),
            items(cells.get(6), ";")));
  }

  /** The payload of a message, by its name in the table. */
  static String payload(String name) {
    return name.split("@", 2)[0];
  }

  /** What its name in the table has for a key, which is the end of its subject. */
  static String key(String name) {
    String[] parts = name.split("@", 2);
    return parts.length == 1 ? "any" : parts[1];
  }

  /** What is done with each message, by its payload. */
  Map<String, List<String>> acts() {
    var acts = new LinkedHashMap<String, List<String>>();
    messages.forEach((name, its) -> acts.put(payload(name), its));
    return acts;
  }

  private static List<String> items(String text, String separator) {
    return Arrays.stream(text.split(separator, -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  private static String text(String cell) {
    return cell.strip().replace("`", "");
  }

  /** {@code one: throw, return; two: return}. */
  private static Map<String, List<String>> lists(String cell) {
    var all = new LinkedHashMap<String, List<String>>();
    for (String part : cell.split(";", -1)) {
      int colon = part.indexOf(':');
      if (colon > 0) {
        all.put(part.substring(0, colon).strip(), items(part.substring(colon + 1), ","));
      } else if (!part.isBlank()) {
        throw new IllegalArgumentException("expected 'name: what, what', got: " + part);
      }
    }
    return all;
  }

  /** Whether anything comes again, is given up or emitted, and not only by a time limit. */
  boolean hasServersPart() {
    boolean isPlain =
        expected.settlements().values().stream().allMatch(List.of("ack")::equals)
            && expected.emitted().isEmpty();
    return !isPlain && !config.contains("timeout = 2");
  }

  @Override
  public String toString() {
    return section + ": " + what;
  }
}
