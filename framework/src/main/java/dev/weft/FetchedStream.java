package dev.weft;

import java.util.List;
import java.util.Queue;
import java.util.Spliterator;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fetcher's messages one by one, fetched when the one before was taken.
 *
 * @param <T> the payload
 */
final class FetchedStream<T> implements Spliterator<Message<T>> {

  private final Fetcher<T> fetcher;
  private final int max;
  private final Queue<Message<T>> fetched = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  private FetchedStream(Fetcher<T> fetcher, int max) {
    this.fetcher = fetcher;
    this.max = max;
  }

  static <T> Stream<Message<T>> of(Fetcher<T> fetcher, int max) {
    if (max < 1) {
      throw new IllegalArgumentException("stream(" + max + "): expected at least 1");
    }
    var messages = new FetchedStream<T>(fetcher, max);
    return StreamSupport.stream(messages, false).onClose(messages::close);
  }

  @Override
  public boolean tryAdvance(java.util.function.Consumer<? super Message<T>> action) {
    Message<T> next = next();
    if (next == null) {
      return false;
    }
    action.accept(next);
    return true;
  }

  private @Nullable Message<T> next() {
    Message<T> next = fetched.poll();
    if (next != null || closed) {
      return next;
    }
    fetched.addAll(fetch());
    if (closed) { // while it was fetching, by another thread
      handBack();
    }
    return fetched.poll();
  }

  private List<Message<T>> fetch() {
    try {
      return fetcher.fetch(max);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private void close() {
    closed = true;
    handBack();
  }

  private void handBack() {
    for (Message<T> left = fetched.poll(); left != null; left = fetched.poll()) {
      left.nak();
    }
  }

  /** Never: parts of it would be fetched ahead, by the thousand. */
  @Override
  public @Nullable Spliterator<Message<T>> trySplit() {
    return null;
  }

  @Override
  public long estimateSize() {
    return Long.MAX_VALUE;
  }

  @Override
  public int characteristics() {
    return ORDERED | NONNULL;
  }
}
