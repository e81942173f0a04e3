package dev.weft;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What one publish may choose; immutable. */
public final class PublishOptions {

  private static final PublishOptions DEFAULTS = new PublishOptions(null, Headers.empty(), true);

  private final @Nullable String messageId;
  private final Headers headers;
  private final boolean deduplicate;

  private PublishOptions(@Nullable String messageId, Headers headers, boolean deduplicate) {
    this.messageId = messageId;
    this.headers = headers;
    this.deduplicate = deduplicate;
  }

  /** A fresh id, no headers, de-duplicated. */
  public static PublishOptions defaults() {
    return DEFAULTS;
  }

  /** A builder that starts from the {@linkplain #defaults() defaults}. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from these options. */
  public Builder toBuilder() {
    return new Builder().messageId(messageId).headers(headers).deduplicate(deduplicate);
  }

  /** The message's id; null for one that Weft makes. */
  public @Nullable String messageId() {
    return messageId;
  }

  /** Headers to send along. */
  public Headers headers() {
    return headers;
  }

  /**
   * Whether the id is also sent as {@value Headers#NATS_MESSAGE_ID}, by which the stream drops a
   * second copy within its {@code duplicate_window} (2 minutes unless set).
   */
  public boolean deduplicate() {
    return deduplicate;
  }

  /**
   * These options with the given message id.
   *
   * @param id null for one that Weft makes
   * @throws IllegalArgumentException if it is blank or has a line break
   */
  public PublishOptions withMessageId(@Nullable String id) {
    return new PublishOptions(checkedId(id), headers, deduplicate);
  }

  /** These options with the given headers in place of the present ones. */
  public PublishOptions withHeaders(Headers replacement) {
    return new PublishOptions(
        messageId, Given.given(replacement, "headers", "Headers.empty() for none"), deduplicate);
  }

  /**
   * These options without de-duplication by the stream: no {@value Headers#NATS_MESSAGE_ID} is
   * sent, even if the headers have one.
   */
  public PublishOptions withoutDeduplication() {
    return new PublishOptions(messageId, headers, false);
  }

  // A blank id arrives as none, and a stream drops no copy by it.
  private static @Nullable String checkedId(@Nullable String id) {
    if (id != null && (id.isBlank() || id.indexOf('\r') >= 0 || id.indexOf('\n') >= 0)) {
      throw new IllegalArgumentException(
          "message id \"%s\": expected text without line breaks, or null for an id that Weft makes"
              .formatted(id.replace("\r", "\\r").replace("\n", "\\n")));
    }
    return id;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublishOptions options
        && Objects.equals(messageId, options.messageId)
        && headers.equals(options.headers)
        && deduplicate == options.deduplicate;
  }

  @Override
  public int hashCode() {
    return Objects.hash(messageId, headers, deduplicate);
  }

  @Override
  public String toString() {
    return "PublishOptions[messageId=%s, headers=%s, deduplicate=%s]"
        .formatted(messageId, headers, deduplicate);
  }

  /** Builds {@link PublishOptions}; for one thread. */
  public static final class Builder {

    private @Nullable String messageId;
    private Headers headers = Headers.empty();
    private boolean deduplicate = true;

    private Builder() {}

    /**
     * The message's id; null for one that Weft makes, which is the default.
     *
     * @throws IllegalArgumentException if it is blank or has a line break
     */
    public Builder messageId(@Nullable String id) {
      messageId = checkedId(id);
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

    /** Whether the stream drops a second copy under the same id, as it does by default. */
    public Builder deduplicate(boolean chosen) {
      deduplicate = chosen;
      return this;
    }

    /** The options; the builder may be used again. */
    public PublishOptions build() {
      return new PublishOptions(messageId, headers, deduplicate);
    }
  }
}
