package dev.weft.jetstream.wire;

import java.util.function.IntConsumer;

/**
 * Follows what a server sends, in chunks of any size, as far as it takes to find and mend the
 * header sections, and to know whose messages have come. Looks at each byte of a control line and
 * of a header section, and skips payloads by their length. One thread uses it.
 */
final class ProtocolScan {

  private enum Line {
    /** At its first byte. */
    START,
    /** Announces a message with headers, and ends with their length and the total. */
    WITH_HEADERS,
    /** Announces a message without, and ends with its length. */
    WITHOUT_HEADERS,
    OTHER
  }

  private static final int LINE_END = 2;

  /** Which token of a message's line is the number of its subscription, counted from 0. */
  private static final int SUBSCRIPTION = 2;

  private final IntConsumer arrived;
  private Line line = Line.START;
  private int number; // the token being read, if it is a number
  private int previous; // the token before it
  private int tokens; // how many are before it
  private int subscription; // of the message whose line was read last, or is being read
  private int header; // the length of the header section that comes next
  private int skip; // what is left of a payload and its line end
  private boolean lost;
  private boolean mended;

  /**
   * Has seen nothing yet.
   *
   * @param arrived called with the number of its subscription whenever the end of a message has
   *     come
   */
  ProtocolScan(IntConsumer arrived) {
    this.arrived = arrived;
  }

  /**
   * Takes the next chunk, and mends the header sections that are whole in it.
   *
   * @return where a section begins that is not whole, and of which the chunk holds no more than the
   *     first part; otherwise {@code end}
   */
  int follow(byte[] bytes, int start, int end) throws UnreadableHeaders {
    int at = start;
    while (at < end) {
      if (lost) {
        return end;
      } else if (header > 0) {
        if (end - at < header) {
          return at;
        }
        mended |= HeaderSection.mend(bytes, at, at + header);
        at += header;
        header = 0;
      } else if (skip > 0) {
        int step = Math.min(skip, end - at);
        skip -= step;
        at += step;
        if (skip == 0) {
          arrived.accept(subscription);
        }
      } else {
        at = readLine(bytes, at, end);
      }
    }
    return end;
  }

  /** The length of the section that {@link #follow} has stopped at. */
  int header() {
    return header;
  }

  /** Mends the section it has stopped at, now that it is whole; the next chunk comes behind it. */
  void mend(byte[] whole) throws UnreadableHeaders {
    mended |= HeaderSection.mend(whole, 0, whole.length);
    header = 0;
  }

  /** Whether anything had to be mended so far. */
  boolean hasMended() {
    return mended;
  }

  private int readLine(byte[] bytes, int start, int end) {
    int at = start;
    if (line == Line.START) {
      line = kind(bytes[at++]);
      number = 0;
      previous = 0;
      tokens = 0;
    }
    int value = number;
    while (at < end) {
      byte next = bytes[at++];
      if (next > ' ') {
        value = 10 * value + (next - '0'); // of a word nonsense, which nobody looks at
      } else if (next == '\n') {
        number = value;
        endLine();
        return at;
      } else if (next == ' ' || next == '\t') {
        previous = value;
        value = 0;
        if (tokens++ == SUBSCRIPTION) {
          subscription = previous;
        }
      }
    }
    number = value;
    return at;
  }

  private static Line kind(byte first) {
    return switch (first) {
      case 'H', 'h' -> Line.WITH_HEADERS;
      case 'M', 'm' -> Line.WITHOUT_HEADERS;
      default -> Line.OTHER;
    };
  }

  private void endLine() {
    switch (line) {
      case WITH_HEADERS -> expect(previous, number);
      case WITHOUT_HEADERS -> expect(0, number);
      case START, OTHER -> {}
    }
    line = Line.START;
  }

  private void expect(int headers, int total) {
    if (headers < 0 || total < headers || total > Integer.MAX_VALUE - LINE_END) {
      lost = true; // not the protocol that is known here: jnats says so, and reconnects
    } else {
      header = headers;
      skip = total - headers + LINE_END;
    }
  }
}
