package dev.weft.transport;

import dev.weft.Headers;
import dev.weft.TransportException;
import java.util.List;

/**
 * How large one message may be. A server counts headers and data together against its {@code
 * max_payload}; a stream takes no more than {@value #STREAM_HEADERS} bytes of headers besides.
 *
 * @param maxPayload the most bytes of headers and data together
 */
public record SizeLimit(long maxPayload) {

  /** The most bytes of headers that a stream takes. */
  public static final int STREAM_HEADERS = 65_535;

  /** A server's, unless it is configured otherwise: 1 MiB. */
  public static final SizeLimit DEFAULT = new SizeLimit(1024 * 1024);

  // NATS/1.0, and an empty line behind the last header.
  private static final int FRAME = 12;
  private static final int LINE = 3; // a colon and the line's end

  /** Refuses a limit that nothing fits. */
  public SizeLimit {
    if (maxPayload < 1) {
      throw new IllegalArgumentException("max_payload = " + maxPayload + ": expected 1 or more");
    }
  }

  /** What headers take up on the wire; 0 if there are none. */
  public static int bytes(Headers headers) {
    if (headers.isEmpty()) {
      return 0;
    }
    int[] sum = {FRAME};
    headers.forEach((name, values) -> sum[0] += bytes(name, values));
    return sum[0];
  }

  /** What one header takes up on the wire beside others. */
  public static int bytes(String name, List<String> values) {
    int sum = 0;
    for (String value : values) {
      sum += name.length() + LINE + value.length();
    }
    return sum;
  }

  /** The most bytes of headers that a message in a stream may have. */
  public int maxHeaders() {
    return (int) Math.min(maxPayload, STREAM_HEADERS);
  }

  /** Whether a stream takes such a message. */
  public boolean fits(Headers headers, int data) {
    return fits(bytes(headers), data);
  }

  private boolean fits(int headers, int data) {
    return headers <= maxHeaders() && (long) headers + data <= maxPayload;
  }

  /**
   * Checks a message that is to be stored.
   *
   * @param subject where it is to be published to
   * @param headers the bytes of its headers, as by {@link #bytes}
   * @param data the bytes of its data
   * @throws TransportException if it is too large
   */
  public void check(String subject, int headers, int data) {
    if (!fits(headers, data)) {
      throw headers > maxHeaders()
          ? TransportException.tooLarge(
              "publish to %s: too large: %d bytes of headers, and a stream takes at most %d"
                  .formatted(subject, headers, maxHeaders()),
              null)
          : tooLarge("publish to " + subject, headers, data);
    }
  }

  /**
   * Checks a message that no stream keeps.
   *
   * @param what what is to be sent, for the error
   * @throws TransportException if it is too large
   */
  public void checkUnstored(String what, int headers, int data) {
    if ((long) headers + data > maxPayload) {
      throw tooLarge(what, headers, data);
    }
  }

  private TransportException tooLarge(String what, int headers, int data) {
    return TransportException.tooLarge(
        "%s: too large: %d bytes, %d of them headers, and the server takes at most %d (max_payload)"
            .formatted(what, (long) headers + data, headers, maxPayload),
        null);
  }
}
