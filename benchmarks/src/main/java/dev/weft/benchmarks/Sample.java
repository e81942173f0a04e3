package dev.weft.benchmarks;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one run came to; as text, one line that {@link #parse} reads.
 *
 * @param values what was measured
 * @param shares the costs by thread; empty if they were not measured
 */
record Sample(Map<Measure, Double> values, Map<ThreadRole, Share> shares) {

  private static final String SHARE = "@";

  Sample {
    values = copy(Measure.class, values);
    shares = copy(ThreadRole.class, shares);
  }

  Sample(Map<Measure, Double> values) {
    this(values, Map.of());
  }

  double get(Measure measure) {
    Double value = values.get(measure);
    if (value == null) {
      throw new IllegalArgumentException(measure + " was not measured, only " + values.keySet());
    }
    return value;
  }

  boolean has(Measure measure) {
    return values.containsKey(measure);
  }

  /** This and what else was measured of the same run. */
  Sample and(Map<Measure, Double> more) {
    var all = new EnumMap<Measure, Double>(Measure.class);
    all.putAll(values);
    all.putAll(more);
    return new Sample(all, shares);
  }

  static Sample parse(String line) {
    var values = new EnumMap<Measure, Double>(Measure.class);
    var shares = new EnumMap<ThreadRole, Share>(ThreadRole.class);
    for (String word : line.strip().split(" ", -1)) {
      String[] pair = word.split("=", 2);
      if (word.startsWith(SHARE)) {
        shares.put(ThreadRole.valueOf(pair[0].substring(SHARE.length())), Share.parse(pair[1]));
      } else {
        values.put(Measure.valueOf(pair[0]), Double.valueOf(pair[1]));
      }
    }
    return new Sample(values, shares);
  }

  @Override
  public String toString() {
    return Stream.concat(
            values.entrySet().stream().map(Object::toString),
            shares.entrySet().stream().map(share -> SHARE + share))
        .collect(Collectors.joining(" "));
  }

  private static <K extends Enum<K>, V> Map<K, V> copy(Class<K> keys, Map<K, V> map) {
    var copy = new EnumMap<K, V>(keys);
    copy.putAll(map);
    return copy;
  }
}
