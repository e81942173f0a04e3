package dev.weft.engine.publish;

import dev.weft.Headers;
import dev.weft.PublishLimits;
import dev.weft.PublishReceipt;
import dev.weft.TransportException;
import dev.weft.engine.Backoff;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.transport.Outbox;
import dev.weft.transport.SizeLimit;
import dev.weft.transport.settings.SettingText;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;

/**
 * Publishes again what was not confirmed, under the same {@value Headers#NATS_MESSAGE_ID}, for a
 * limited time; and bounds how many publishes are unanswered.
 *
 * <p>A failed publish may be stored all the same. So it is tried again only if the stream will know
 * the second copy by its id, or if the failure says that there was {@linkplain
 * TransportException#isWithoutEffect() no effect}. Lasting failures are not tried again. A receipt
 * may call a message a duplicate of its own earlier try. What is tried again may be stored behind
 * what was published after it.
 */
public final class RetryingOutbox implements Outbox {

  /** A server that comes back is to be noticed soon. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final Outbox inner;
  private final PublishLimits limits;
  private final Housekeeper clock;
  private final Semaphore room;

  /**
   * An outbox on one that somebody else closes.
   *
   * @param clock when it is closed, publishes that wait for their next try have it at once, as
   *     their last
   */
  public RetryingOutbox(Outbox inner, PublishLimits limits, Housekeeper clock) {
    this.inner = inner;
    this.limits = limits;
    this.clock = clock;
    this.room = new Semaphore(limits.maxInFlight());
  }

  /**
   * As {@link Outbox#publish}, for {@link PublishLimits#retryFor} and one more try's time-out at
   * most, after the wait for room.
   */
  @Override
  public PublishReceipt publish(String subject, byte[] data, Headers headers) {
    takeRoom(subject);
    try {
      var tries = new Tries(subject, headers);
      while (true) { // until it is stored, or there is no next try
        try {
          return inner.publish(subject, data, headers);
        } catch (RuntimeException failure) {
          if (Thread.currentThread().isInterrupted()) {
            throw failure;
          }
          pause(subject, tries.after(failure));
        }
      }
    } finally {
      room.release();
    }
  }

  /**
   * As {@link Outbox#publishAsync}, save that it blocks while there is no room.
   *
   * @throws TransportException if the thread is interrupted while it waits for room; nothing was
   *     sent
   */
  @Override
  public CompletableFuture<PublishReceipt> publishAsync(
      String subject, byte[] data, Headers headers) {
    takeRoom(subject);
    var publish = new Publish(subject, data, headers);
    publish.send();
    return publish.result;
  }

  @Override
  public SizeLimit limit() {
    return inner.limit();
  }

  // Who need not wait is not interrupted either.
  private void takeRoom(String subject) {
    if (room.tryAcquire()) {
      return;
    }
    try {
      room.acquire();
    } catch (InterruptedException e) {
      throw interrupted(
          subject,
          "while "
              + limits.maxInFlight()
              + " publishes before it were unanswered; nothing was sent",
          e);
    }
  }

  private void pause(String subject, Duration length) {
    try {
      clock.machine().sleep(length.toNanos());
    } catch (InterruptedException e) {
      throw interrupted(subject, "before its next try; it may be stored all the same", e);
    }
  }

  private static TransportException interrupted(String subject, String when, Exception cause) {
    Thread.currentThread().interrupt();
    return TransportException.passing("publish to " + subject + ": interrupted " + when, cause);
  }

  /** What has been tried of one publish. */
  private final class Tries {

    private final String subject;
    private final Headers headers;
    private final long start = clock.machine().nanoTime();
    private final Backoff backoff = new Backoff(clock.machine(), LONGEST_PAUSE);
    private int count;
    private boolean untouched = true; // by every try so far

    Tries(String subject, Headers headers) {
      this.subject = subject;
      this.headers = headers;
    }

    /**
     * How long to wait before the next try.
     *
     * @throws RuntimeException if there is none: what to tell the publisher
     */
    Duration after(RuntimeException failure) {
      count++;
      if (!(failure instanceof TransportException transport) || transport.isLasting()) {
        throw failure;
      }
      untouched &= transport.isWithoutEffect();
      String id = headers.first(Headers.NATS_MESSAGE_ID).orElse("");
      if (id.isEmpty() && !transport.isWithoutEffect()) {
        throw TransportException.passing(
            transport.getMessage()
                + "; not tried again, since without "
                + Headers.NATS_MESSAGE_ID
                + " it might be stored twice",
            transport);
      }
      Duration pause = backoff.next();
      Duration spent = Duration.ofNanos(clock.machine().nanoTime() - start);
      if (spent.plus(pause).compareTo(limits.retryFor()) > 0) {
        throw spent(id, spent, transport);
      }
      return pause;
    }

    private TransportException spent(String id, Duration time, TransportException last) {
      String what =
          "publish to %s%s: %s in %s, lastly: %s"
              .formatted(
                  subject,
                  id.isEmpty() ? "" : ", id " + id,
                  count == 1 ? "its one try failed" : "its " + count + " tries failed",
                  SettingText.rounded(time),
                  last.getMessage());
      return untouched
          ? TransportException.withoutEffect(what, last)
          : TransportException.passing(what, last);
    }
  }

  /** One publish that nobody waits for. */
  private final class Publish {

    private final String subject;
    private final byte[] data;
    private final Headers headers;
    private final CompletableFuture<PublishReceipt> result = new CompletableFuture<>();
    private final Tries tries;

    Publish(String subject, byte[] data, Headers headers) {
      this.subject = subject;
      this.data = data;
      this.headers = headers;
      this.tries = new Tries(subject, headers);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // every failure goes into the result
    void send() {
      CompletableFuture<PublishReceipt> answer;
      try {
        answer = inner.publishAsync(subject, data, headers);
      } catch (RuntimeException | Error e) {
        failed(e);
        return;
      }
      answer.whenComplete(
          (receipt, failure) -> {
            if (failure == null) {
              room.release(); // first: what follows may publish
              result.complete(receipt);
            } else {
              failed(failure);
            }
          });
    }

    private void failed(Throwable failure) {
      Throwable cause = unwrapped(failure);
      try {
        if (!(cause instanceof RuntimeException known) || result.isDone()) {
          end(cause);
        } else if (!clock.after(tries.after(known), this::sendElsewhere)) {
          end(known);
        }
      } catch (RuntimeException | Error last) {
        end(last);
      }
    }

    // Not on the clock's thread: a send may block, and what depends on the result runs here.
    private void sendElsewhere() {
      clock.start("weft-publish", this::send);
    }

    private void end(Throwable failure) {
      room.release();
      result.completeExceptionally(failure);
    }
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
