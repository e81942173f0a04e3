package dev.weft;

import org.jspecify.annotations.Nullable;

/**
 * What one publish may choose; immutable.
 *
 * @param messageId the message's id, or null for a fresh one
 * @param headers headers to send along
 * @param deduplicate whether the id is also sent as {@value Headers#NATS_MESSAGE_ID}, by which the
 *     stream drops a second copy within its {@code duplicate_window} (2 minutes unless set)
 */
public record PublishOptions(@Nullable String messageId, Headers headers, boolean deduplicate) {

  private static final PublishOptions DEFAULTS = new PublishOptions(null, Headers.empty(), true);

  /** Refuses headers that are null. */
  public PublishOptions {
    Given.given(headers, "headers", "Headers.empty() for none");
  }

  /** A fresh id, no headers, de-duplicated. */
  public static PublishOptions defaults() {
    return DEFAULTS;
  }

  /** These options with the given message id. */
  public PublishOptions withMessageId(String id) {
    return new PublishOptions(id, headers, deduplicate);
  }

  /** These options with the given headers in place of the present ones. */
  public PublishOptions withHeaders(Headers replacement) {
    return new PublishOptions(messageId, replacement, deduplicate);
  }

  /** These options without de-duplication by the stream. */
  public PublishOptions withoutDeduplication() {
    return new PublishOptions(messageId, headers, false);
  }
}
