package dev.weft;

import java.time.Duration;

/** What one request may choose; immutable. */
public final class RequestOptions {

  private static final RequestOptions DEFAULTS = builder().build();

  private final Duration timeout;
  private final Headers headers;

  private RequestOptions(Builder builder) {
    timeout = builder.timeout;
    headers = builder.headers;
  }

  /** 5 s, no headers. */
  public static RequestOptions defaults() {
    return DEFAULTS;
  }

  /** A builder that starts from the {@linkplain #defaults() defaults}. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from these options. */
  public Builder toBuilder() {
    return new Builder().timeout(timeout).headers(headers);
  }

  /** How long to wait for the answer. */
  public Duration timeout() {
    return timeout;
  }

  /** Headers to send along. */
  public Headers headers() {
    return headers;
  }

  /**
   * These options with the given wait.
   *
   * @throws IllegalArgumentException if it is zero or less
   */
  public RequestOptions withTimeout(Duration chosen) {
    return toBuilder().timeout(chosen).build();
  }

  /** These options with the given headers in place of the present ones. */
  public RequestOptions withHeaders(Headers replacement) {
    return toBuilder().headers(replacement).build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RequestOptions options
        && timeout.equals(options.timeout)
        && headers.equals(options.headers);
  }

  @Override
  public int hashCode() {
    return 31 * timeout.hashCode() + headers.hashCode();
  }

  @Override
  public String toString() {
    return "RequestOptions[timeout=" + timeout + ", headers=" + headers + "]";
  }

  /** Builds {@link RequestOptions}; for one thread. */
  public static final class Builder {

    private Duration timeout = Duration.ofSeconds(5);
    private Headers headers = Headers.empty();

    private Builder() {}

    /**
     * How long to wait for the answer; 5 s by default.
     *
     * @throws IllegalArgumentException if it is zero or less
     * @throws NullPointerException if it is null
     */
    public Builder timeout(Duration chosen) {
      if (!Given.given(chosen, "timeout", "more than zero").isPositive()) {
        throw new IllegalArgumentException("timeout " + chosen + ": expected more than zero");
      }
      timeout = chosen;
      return this;
    }

    /**
     * Headers to send along; none by default.
     *
     * @throws NullPointerException if they are null
     */
    public Builder headers(Headers chosen) {
      headers = Given.given(chosen, "headers", "Headers.empty() for none");
      return this;
    }

    /** The options; the builder may be used again. */
    public RequestOptions build() {
      return new RequestOptions(this);
    }
  }
}
