package dev.weft.memory;

import dev.weft.Headers;
import dev.weft.TransportException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns headers into what would arrive over a wire, and refuses what no client could write. */
final class WireHeaders {

  private static final int MAX_ASCII = 0x7f;

  private WireHeaders() {}

  /**
   * The headers as they arrive: a name without values does not, and a value without the white space
   * around it.
   *
   * @param what what they are sent with, for the error
   * @throws TransportException if a value is not ASCII
   */
  static Headers of(String what, Headers sent) {
    Map<String, List<String>> map = sent.asMap();
    boolean same = true;
    for (Map.Entry<String, List<String>> header : map.entrySet()) {
      same &= !header.getValue().isEmpty();
      for (String value : header.getValue()) {
        same &= value.length() == value.trim().length();
        if (value.chars().anyMatch(c -> c > MAX_ASCII)) {
          throw TransportException.malformed(
              what + ": header " + header.getKey() + ": expected an ASCII value");
        }
      }
    }
    return same ? sent : trimmed(map);
  }

  private static Headers trimmed(Map<String, List<String>> map) {
    var arriving = new LinkedHashMap<String, List<String>>();
    map.forEach(
        (name, values) -> {
          if (!values.isEmpty()) {
            arriving.put(name, values.stream().map(String::trim).toList());
          }
        });
    return Headers.copyOf(arriving);
  }
}
