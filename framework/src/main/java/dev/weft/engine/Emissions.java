package dev.weft.engine;

import dev.weft.PublishReceipt;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.TransportException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What the handling of one message has emitted so far. Safe for use by many threads. */
final class Emissions {

  /** Hears what has become of what was emitted, by subject. */
  interface Heard {

    void stored(String subject);

    void failed(String subject, TransportException failure);
  }

  /** Numbered from 1, with those before it. It is here before it is sent, so none is missed. */
  private static final class Emission {

    final int number;
    final String subject;
    final @Nullable Emission previous;

    /** Done when it is sent: the answer to come. */
    final CompletableFuture<CompletableFuture<PublishReceipt>> sent = new CompletableFuture<>();

    Emission(@Nullable Emission previous, String subject) {
      this.subject = subject;
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
    Emission emission = next(subject);
    try {
      CompletableFuture<PublishReceipt> answer =
          emitter.emit(cause, emission.number, subject, payload);
      emission.sent.complete(answer);
      throwIfTooLarge(answer);
    } catch (RuntimeException | Error e) {
      emission.sent.completeExceptionally(e);
      throw e;
    }
  }

  // Which is known before it is sent, and the handler's to know: its message is not to be had so.
  private static void throwIfTooLarge(CompletableFuture<PublishReceipt> answer) {
    if (!answer.isCompletedExceptionally()) {
      return;
    }
    try {
      answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof TransportException refusal && refusal.isTooLarge()) {
        throw refusal;
      }
    }
  }

  /**
   * Waits until all is stored. Returns at once if nothing was emitted.
   *
   * @param heard is told of each what has become of it
   * @throws TransportException if something is not
   */
  void await(Heard heard) throws InterruptedException {
    for (Emission one = last.get(); one != null; one = one.previous) {
      try {
        one.sent.get().get();
        heard.stored(one.subject);
      } catch (ExecutionException e) {
        TransportException failure = failure(one, Objects.requireNonNullElse(e.getCause(), e));
        heard.failed(one.subject, failure);
        throw failure;
      }
    }
  }

  private static TransportException failure(Emission one, Throwable cause) {
    String text = "emission " + one.number + " failed: " + Failure.of(cause).text();
    return cause instanceof TransportException known
        ? TransportException.of(text, known)
        : TransportException.passing(text, cause);
  }

  private Emission next(String subject) {
    while (true) { // another thread may be first
      Emission previous = last.get();
      var next = new Emission(previous, subject);
      if (last.compareAndSet(previous, next)) {
        return next;
      }
    }
  }
}
