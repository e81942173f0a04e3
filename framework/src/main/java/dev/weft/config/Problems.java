package dev.weft.config;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects what is wrong with a configuration, none twice. */
final class Problems {

  private static final Logger log = LoggerFactory.getLogger(WeftConfig.class);

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

  void logWarnings() {
    warnings.forEach(log::warn);
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw exception();
    }
  }

  /** All that was noted, file by file and in the order of each; at least one must have been. */
  ConfigurationException exception() {
    List<String> sources = found.stream().map(one -> one.location.source()).distinct().toList();
    return new ConfigurationException(
        found.stream()
            .sorted(
                Comparator.comparingInt((Found one) -> sources.indexOf(one.location.source()))
                    .thenComparingInt(one -> one.location.line())
                    .thenComparing(one -> one.path))
            .map(one -> new Problem(one.location.toString(), one.path, one.what))
            .toList());
  }

  private record Found(Location location, String path, String what) {}
}
