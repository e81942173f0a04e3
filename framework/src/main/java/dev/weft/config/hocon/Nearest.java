package dev.weft.config.hocon;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known key that a misspelt one was meant to be. */
final class Nearest {

  private Nearest() {}

  /**
   * The candidate whose last element is most like the key; the first of equals, and none if nothing
   * is near: more than one letter in three wrong, and not the first word of any.
   */
  static Optional<String> to(String key, Collection<String> candidates) {
    int limit = Math.max(1, key.length() / 3);
    record Near(String candidate, int distance) {}
    return candidates.stream()
        .map(
            one ->
                new Near(
                    one,
                    isFirstWord(key, lastElement(one))
                        ? limit
                        : distance(folded(key), folded(lastElement(one)))))
        .filter(near -> near.distance <= limit)
        .min(Comparator.comparingInt(Near::distance))
        .map(Near::candidate);
  }

  private static boolean isFirstWord(String key, String candidate) {
    return candidate.startsWith(key + "_") || candidate.startsWith(key + "-");
  }

  private static String lastElement(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  // maxAge, max-age and max_age are told apart by nobody but the reader.
  private static String folded(String key) {
    return key.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  /** Letters to insert, delete, replace or swap with the next one to get from one to the other. */
  static int distance(String from, String to) {
    int[][] d = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int differ = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + differ, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[from.length()][to.length()];
  }
}
