package dev.weft.config;

import dev.weft.config.hocon.Problems;
import java.io.Serializable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One thing that is wrong with a configuration. Shows no secret.
 *
 * @param location where it stands, such as {@code application.conf: 12} or {@code env var
 *     NATS_URL}; empty if nowhere in particular
 * @param path the key, with its value where it has one: {@code weft.http.port = 70000}; empty if it
 *     is the whole file
 * @param what what was expected, or what to do
 */
public record Problem(String location, String path, String what) implements Serializable {

  static Problem of(Problems.Found found) {
    return new Problem(found.location().toString(), found.path(), found.what());
  }

  /** As one line: {@code application.conf: 12: weft.http.port = 70000: expected at most 65535}. */
  @Override
  public String toString() {
    return Stream.of(location, path, what)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(": "));
  }
}
