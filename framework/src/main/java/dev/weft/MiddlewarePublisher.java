package dev.weft;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A publisher with middleware around each publish, the first one outermost.
 *
 * @param <T> the payload
 */
final class MiddlewarePublisher<T> implements Publisher<T> {

  private final Publisher<T> inner;
  private final List<PublishMiddleware> chain;

  MiddlewarePublisher(Publisher<T> inner, List<PublishMiddleware> chain) {
    this.inner = inner;
    this.chain = List.copyOf(chain);
  }

  @Override
  public PublishReceipt publish(String subject, T payload, PublishOptions options) {
    var answer = from(0, this::send).proceed(new Outgoing(subject, payload, options));
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  @Override
  public CompletableFuture<PublishReceipt> publishAsync(
      String subject, T payload, PublishOptions options) {
    return from(0, this::sendAsync).proceed(new Outgoing(subject, payload, options));
  }

  @Override
  public void close() {
    inner.close();
  }

  private PublishMiddleware.Next from(int index, PublishMiddleware.Next last) {
    return index == chain.size()
        ? last
        : message -> chain.get(index).publish(message, from(index + 1, last));
  }

  private CompletableFuture<PublishReceipt> send(Outgoing message) {
    try {
      return CompletableFuture.completedFuture(
          inner.publish(message.subject(), payload(message), message.options()));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<PublishReceipt> sendAsync(Outgoing message) {
    return inner.publishAsync(message.subject(), payload(message), message.options());
  }

  @SuppressWarnings("unchecked") // an Outgoing keeps the payload that it was made with
  private T payload(Outgoing message) {
    return (T) message.payload();
  }
}
