package dev.weft;

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
public record ConfigurationProblem(String location, String path, String what)
    implements Serializable {

  /** As one line: {@code application.conf: 12: weft.http.port = 70000: expected at most 65535}. */
  @Override
  public String toString() {
    return Stream.of(location, path, what)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(": "));
  }
}
