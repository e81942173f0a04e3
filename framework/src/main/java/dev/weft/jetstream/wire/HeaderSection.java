package dev.weft.jetstream.wire;

import java.util.function.IntPredicate;

/**
 * Makes a message's header section one that jnats can read, in place and in the same length.
 *
 * <p>A server passes on whatever a client has sent as headers. jnats takes names of printable ASCII
 * and values of ASCII; anything else ends its reading thread. So a byte it refuses becomes {@code
 * ?}. A section that is not made of {@code name: value} lines at all becomes an empty one.
 */
final class HeaderSection {

  private static final byte[] VERSION = {'N', 'A', 'T', 'S', '/', '1', '.', '0'};
  private static final int EMPTY = VERSION.length + 4;
  private static final byte REPLACEMENT = '?';

  private final byte[] bytes;
  private final int start;
  private final int end;
  private int at;
  private boolean changed;

  private HeaderSection(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.at = start;
  }

  /**
   * Mends the section that takes up {@code bytes[start]} to {@code bytes[end - 1]}.
   *
   * @return whether there was something to mend
   * @throws UnreadableHeaders if it is malformed, and too short to be made an empty one
   */
  static boolean mend(byte[] bytes, int start, int end) throws UnreadableHeaders {
    var section = new HeaderSection(bytes, start, end);
    if (!section.isWellFormed()) {
      section.empty();
    }
    return section.changed;
  }

  /** Walks over the lines, replacing what is refused in them. */
  private boolean isWellFormed() {
    if (!hasVersion() || !isLineEnd(end - 2) || !skipStatus()) {
      return false;
    }
    while (!isLineEnd(at)) {
      if (at == end || !walkName()) {
        return false;
      }
      walkValue();
    }
    return true;
  }

  private boolean hasVersion() {
    if (end - start < EMPTY) {
      return false;
    }
    for (byte each : VERSION) {
      if (bytes[at++] != each) {
        return false;
      }
    }
    return true;
  }

  // What a server says of itself has a number behind the version, and perhaps a text.
  private boolean skipStatus() {
    if (bytes[at] == ' ') {
      at++;
      int digits = skip(each -> each >= '0' && each <= '9');
      int spaces = skip(each -> each == ' ');
      int text = skip(each -> each != '\r');
      if (digits == 0 || digits > 9 || (spaces == 0) != (text == 0)) {
        return false;
      }
    }
    if (!isLineEnd(at)) {
      return false;
    }
    at += 2;
    return true;
  }

  private int skip(IntPredicate these) {
    int first = at;
    while (these.test(bytes[at])) {
      at++;
    }
    return at - first;
  }

  /** Walks to behind the colon. */
  private boolean walkName() {
    int first = at;
    for (byte next = bytes[at]; next != ':'; next = bytes[at]) {
      if (next <= ' ' || next > '~') {
        if (isLineEnd(at)) {
          return false;
        }
        replace();
      }
      at++;
    }
    at++;
    return at - 1 > first;
  }

  /** Walks to the next line; the section ends with a line's end, so there is one. */
  private void walkValue() {
    while (true) {
      byte next = bytes[at];
      if (next < ' ') { // which what is outside ASCII is as well, since bytes are signed
        if (isLineEnd(at)) {
          at += 2;
          return;
        }
        if (next < 0 || next == '\n' || next == '\r') {
          replace();
        }
      }
      at++;
    }
  }

  private boolean isLineEnd(int index) {
    return index + 1 < end && bytes[index] == '\r' && bytes[index + 1] == '\n';
  }

  private void replace() {
    bytes[at] = REPLACEMENT;
    changed = true;
  }

  // jnats reads up to the first empty line, and then demands a line's end at the end.
  private void empty() throws UnreadableHeaders {
    int length = end - start;
    if (length < EMPTY || length == EMPTY + 1) {
      throw new UnreadableHeaders(length);
    }
    System.arraycopy(VERSION, 0, bytes, start, VERSION.length);
    for (int i = start + VERSION.length; i < end; i++) {
      bytes[i] = REPLACEMENT;
    }
    lineEnd(start + VERSION.length);
    lineEnd(start + VERSION.length + 2);
    lineEnd(end - 2);
    changed = true;
  }

  private void lineEnd(int index) {
    bytes[index] = '\r';
    bytes[index + 1] = '\n';
  }
}
