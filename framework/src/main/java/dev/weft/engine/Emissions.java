package dev.weft.engine;

import dev.weft.PublishReceipt;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.TransportException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What the handling of one message has emitted so far. Safe for use by many threads. */
final class Emissions {

  /** Numbered from 1, with those before it. It is here before it is sent, so none is missed. */
  private static final class Emission {

    final int number;
    final @Nullable Emission previous;

    /** Done when it is sent: the answer to come. */
    final CompletableFuture<CompletableFuture<PublishReceipt>> sent = new CompletableFuture<>();

    Emission(@Nullable Emission previous) {
      this.number = previous == null ? 1 : previous.number + 1;
      this.previous = previous;
    }
  }

  private final AtomicReference<@Nullable Emission> last = new AtomicReference<>();
  private volatile @Nullable Emission marked;

  /** Remembers what there is so far. */
  void mark() {
    marked = last.get();
  }

  /**
   * Forgets what came after the mark: it is emitted again, under the same numbers, or not to be
   * waited for.
   */
  void rewind() {
    last.set(marked);
  }

  void emit(Emitter emitter, Delivery cause, String subject, Object payload) {
    Emission emission = next();
    try {
      emission.sent.complete(emitter.emit(cause, emission.number, subject, payload));
    } catch (RuntimeException | Error e) {
      emission.sent.completeExceptionally(e);
      throw e;
    }
  }

  /**
   * Waits until all is stored. Returns at once if nothing was emitted.
   *
   * @throws TransportException if something is not
   */
  void await() throws InterruptedException {
    for (Emission one = last.get(); one != null; one = one.previous) {
      try {
        one.sent.get().get();
      } catch (ExecutionException e) {
        Throwable failure = Objects.requireNonNullElse(e.getCause(), e);
        throw TransportException.passing(
            "emission " + one.number + " failed: " + Failure.of(failure).text(), failure);
      }
    }
  }

  private Emission next() {
    while (true) { // another thread may be first
      Emission previous = last.get();
      var next = new Emission(previous);
      if (last.compareAndSet(previous, next)) {
        return next;
      }
    }
  }
}
