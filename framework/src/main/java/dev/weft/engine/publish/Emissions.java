package dev.weft.engine.publish;

import dev.weft.PublishOptions;
import dev.weft.PublishReceipt;
import dev.weft.TransportException;
import dev.weft.machine.Machine;
import dev.weft.transport.Delivery;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What the handling of one message has emitted so far: how much of it is not stored yet, and what
 * failed. Nothing is kept of what is stored, so a handler may emit without end. Safe for use by
 * many threads.
 */
public final class Emissions {

  /** Hears what has become of what was emitted, by subject. Called by any thread. */
  public interface Heard {

    void stored(String subject);

    void failed(String subject, TransportException failure);
  }

  private final Machine machine;
  private final Heard heard;
  // Most messages emit nothing, and have none.
  private final AtomicReference<@Nullable EmissionRound> latest = new AtomicReference<>();
  private volatile @Nullable EmissionRound marked;
  private volatile int lastBefore; // the number of the last emission before the latest round

  /** Nothing is emitted yet. */
  public Emissions(Machine machine, Heard heard) {
    this.machine = machine;
    this.heard = heard;
  }

  /** Remembers what there is so far. */
  public void mark() {
    EmissionRound round = latest.get();
    if (round != null) {
      marked = round;
      lastBefore = round.last();
      latest.set(null);
    }
  }

  /**
   * Forgets what came after the mark: it is emitted again, under the same numbers, or not to be
   * waited for.
   */
  public void rewind() {
    if (latest.get() != null) {
      latest.set(null);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the round has what becomes of it
  public void emit(
      Emitter emitter, Delivery cause, String subject, Object payload, PublishOptions options) {
    EmissionRound round = round();
    int number = round.begin(); // before it is sent, so that who waits misses none
    CompletableFuture<PublishReceipt> answer;
    try {
      answer = emitter.emit(cause, number, subject, payload, options);
    } catch (Throwable e) {
      round.end(number, subject, e);
      throw e;
    }
    answer.whenComplete((receipt, failure) -> ended(round, number, subject, failure));
    throwIfUnsendable(answer);
  }

  private void ended(EmissionRound round, int number, String subject, @Nullable Throwable failure) {
    if (failure == null) {
      heard.stored(subject);
    }
    round.end(number, subject, unwrapped(failure));
  }

  // Which is known before it is sent, and the handler's to know: its message is not to be had so.
  private static void throwIfUnsendable(CompletableFuture<PublishReceipt> answer) {
    if (!answer.isCompletedExceptionally()) {
      return;
    }
    try {
      answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof TransportException refusal && refusal.isUnsendable()) {
        throw refusal;
      }
    }
  }

  /**
   * Waits until all is stored. Returns at once if nothing was emitted.
   *
   * @throws TransportException if something is not
   */
  public void await() throws InterruptedException {
    await(latest.get());
    await(marked);
  }

  private void await(@Nullable EmissionRound round) throws InterruptedException {
    if (round != null) {
      round.await(heard);
    }
  }

  private EmissionRound round() {
    EmissionRound round = latest.get();
    if (round == null) {
      var first = new EmissionRound(machine, lastBefore);
      EmissionRound before = latest.compareAndExchange(null, first);
      round = before == null ? first : before;
    }
    return round;
  }

  private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
