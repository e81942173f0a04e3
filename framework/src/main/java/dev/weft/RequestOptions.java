package dev.weft;

import java.time.Duration;

/**
 * What one request may choose; immutable.
 *
 * @param timeout how long to wait for the answer; more than zero
 * @param headers headers to send along
 */
public record RequestOptions(Duration timeout, Headers headers) {

  private static final RequestOptions DEFAULTS =
      new RequestOptions(Duration.ofSeconds(5), Headers.empty());

  /** Checks the time-out; refuses null. */
  public RequestOptions {
    Given.given(timeout, "timeout", "more than zero");
    Given.given(headers, "headers", "Headers.empty() for none");
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("timeout " + timeout + ": expected more than zero");
    }
  }

  /** 5 s, no headers. */
  public static RequestOptions defaults() {
    return DEFAULTS;
  }

  /** These options with the given wait. */
  public RequestOptions withTimeout(Duration chosen) {
    return new RequestOptions(chosen, headers);
  }

  /** These options with the given headers in place of the present ones. */
  public RequestOptions withHeaders(Headers replacement) {
    return new RequestOptions(timeout, replacement);
  }
}
