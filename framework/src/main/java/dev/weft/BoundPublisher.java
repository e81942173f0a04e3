package dev.weft;

import java.util.concurrent.CompletableFuture;

/**
 * A publisher to one subject, for code that is not to know it; made by {@link Publisher#to}.
 *
 * <p>Safe for use by many threads. It has nothing to close: its publisher has.
 *
 * @param <T> the payload
 */
public final class BoundPublisher<T> {

  private final Publisher<T> publisher;
  private final String subject;

  BoundPublisher(Publisher<T> publisher, String subject) {
    this.publisher = publisher;
    this.subject = Subjects.publishable(subject);
  }

  /** Where it publishes to. */
  public String subject() {
    return subject;
  }

  /** As {@link Publisher#publish(String, Object)}. */
  public PublishReceipt publish(T payload) {
    return publisher.publish(subject, payload);
  }

  /** As {@link Publisher#publish(String, Object, PublishOptions)}. */
  public PublishReceipt publish(T payload, PublishOptions options) {
    return publisher.publish(subject, payload, options);
  }

  /** As {@link Publisher#publishAsync(String, Object)}. */
  public CompletableFuture<PublishReceipt> publishAsync(T payload) {
    return publisher.publishAsync(subject, payload);
  }

  /** As {@link Publisher#publishAsync(String, Object, PublishOptions)}. */
  public CompletableFuture<PublishReceipt> publishAsync(T payload, PublishOptions options) {
    return publisher.publishAsync(subject, payload, options);
  }
}
