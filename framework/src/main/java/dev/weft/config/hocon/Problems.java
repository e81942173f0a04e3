package dev.weft.config.hocon;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong with a configuration, none twice. */
public final class Problems {

  private final Set<Found> found = new LinkedHashSet<>();
  private final Set<String> warnings = new LinkedHashSet<>();

  /** Notes a problem, unless it follows from one that is noted already. */
  void add(Location location, String path, String what) {
    if (!location.equals(Location.REPORTED)) {
      found.add(new Found(location, path, what));
    }
  }

  /** Notes what is no problem, and may be none of what was meant. */
  void warn(String what) {
    warnings.add(what);
  }

  /** All that is noted as such, in the order in which it was found. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** All problems, file by file and in the order of each; none if nothing is wrong. */
  public List<Found> all() {
    List<String> sources = found.stream().map(one -> one.location.source()).distinct().toList();
    return found.stream()
        .sorted(
            Comparator.comparingInt((Found one) -> sources.indexOf(one.location.source()))
                .thenComparingInt(one -> one.location.line())
                .thenComparing(one -> one.path))
        .toList();
  }

  /**
   * One thing that is wrong.
   *
   * @param path the key, with its value where it has one; empty if it is the whole file
   * @param what what was expected, or what to do
   */
  public record Found(Location location, String path, String what) {}
}
