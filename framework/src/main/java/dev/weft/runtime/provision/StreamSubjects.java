package dev.weft.runtime.provision;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The subjects that a stream's messages may have, beside the filters of its consumers. */
final class StreamSubjects {

  private final List<String> subjects;

  /** By the stream's settings; nothing is known of one that others' messages come into. */
  StreamSubjects(Map<String, Object> stream) {
    subjects = isSet(stream.get("mirror")) || isSet(stream.get("sources")) ? List.of() : of(stream);
  }

  private static List<String> of(Map<String, Object> stream) {
    var all = new ArrayList<String>();
    if (stream.get("subjects") instanceof Collection<?> several) {
      several.forEach(one -> all.add(String.valueOf(one)));
    }
    if (stream.get("subject_transform") instanceof Map<?, ?> transform
        && transform.get("dest") instanceof String dest
        && !all.isEmpty()) {
      all.add(
          List.of(dest.split("\\.")).stream()
              .map(StreamSubjects::open)
              .collect(Collectors.joining(".")));
    }
    return all;
  }

  // What a transform puts in may be anything.
  private static String open(String token) {
    return token.contains("{{") || token.startsWith("$") ? "*" : token;
  }

  /** What is wrong with filters of which one matches none of the subjects. */
  Optional<String> unmatched(Set<String> filters) {
    return filters.stream()
        .filter(filter -> !subjects.isEmpty())
        .filter(filter -> subjects.stream().noneMatch(subject -> overlap(subject, filter)))
        .findFirst()
        .map(
            filter ->
                "filter_subject = "
                    + filter
                    + ": the stream takes "
                    + String.join(", ", subjects)
                    + ", none of which it matches, so that nothing would ever come; mend the"
                    + " filter, or add the subject to the stream");
  }

  private static boolean overlap(String one, String other) {
    String[] mine = one.split("\\.", -1);
    String[] theirs = other.split("\\.", -1);
    for (int i = 0; i < Math.min(mine.length, theirs.length); i++) {
      if (mine[i].equals(">") || theirs[i].equals(">")) {
        return true;
      }
      if (!mine[i].equals(theirs[i]) && !mine[i].equals("*") && !theirs[i].equals("*")) {
        return false;
      }
    }
    return mine.length == theirs.length;
  }

  private static boolean isSet(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> block -> !block.isEmpty();
      case Collection<?> list -> !list.isEmpty();
      case null, default -> false;
    };
  }
}
