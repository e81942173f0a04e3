package dev.weft;

import java.time.Duration;

/** No answer came in time; the request may have been handled all the same. */
public final class RequestTimeoutException extends RequestException {

  private static final long serialVersionUID = 1L;

  /** No answer from this subject within the wait: code 504, type {@code no-answer}. */
  public RequestTimeoutException(String subject, Duration waited) {
    super(
        504,
        "no-answer",
        "request to "
            + subject
            + ": no answer within "
            + waited.toMillis()
            + " ms; it may have been handled all the same");
  }
}
