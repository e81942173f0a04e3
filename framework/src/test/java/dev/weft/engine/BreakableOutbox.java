package dev.weft.engine;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.TransportException;
import dev.weft.transport.Outbox;
import dev.weft.transport.SizeLimit;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** An outbox whose next publishes fail as a test says, or are not answered before it says so. */
public final class BreakableOutbox implements Outbox {

  public enum Fault {
    /** It is stored, and nobody hears of it. */
    ANSWER_LOST,
    /** Nobody takes it. */
    NOT_STORED,
    /** It is refused. */
    REFUSED
  }

  private final Outbox inner;
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final ArrayDeque<Runnable> held = new ArrayDeque<>(); // guarded by itself
  private final AtomicInteger tries = new AtomicInteger();
  private volatile boolean holding;

  public BreakableOutbox(Outbox inner) {
    this.inner = inner;
  }

  /** The next publish fails so; called again, the one after it. */
  public BreakableOutbox fail(Fault fault, int times) {
    for (int i = 0; i < times; i++) {
      faults.add(fault);
    }
    return this;
  }

  /** From now on no asynchronous publish is answered before {@link #answerOne}. */
  public BreakableOutbox hold() {
    holding = true;
    return this;
  }

  public void answerOne() {
    Runnable answer;
    synchronized (held) {
      answer = held.remove();
    }
    answer.run();
  }

  public int unanswered() {
    synchronized (held) {
      return held.size();
    }
  }

  @Override
  public SizeLimit limit() {
    return inner.limit();
  }

  public int tries() {
    return tries.get();
  }

  @Override
  public PublishReceipt publish(String subject, byte[] data, Headers headers) {
    tries.incrementAndGet();
    Fault fault = faults.poll();
    if (fault == null) {
      return inner.publish(subject, data, headers);
    }
    throw switch (fault) {
      case ANSWER_LOST -> {
        inner.publish(subject, data, headers);
        yield TransportException.passing("no answer", null);
      }
      case NOT_STORED -> TransportException.withoutEffect("nobody there", null);
      case REFUSED -> TransportException.lasting("not allowed", null);
    };
  }

  @Override
  public CompletableFuture<PublishReceipt> publishAsync(
      String subject, byte[] data, Headers headers) {
    var answer = new CompletableFuture<PublishReceipt>();
    Runnable publish =
        () -> {
          try {
            answer.complete(publish(subject, data, headers));
          } catch (TransportException e) {
            answer.completeExceptionally(e);
          }
        };
    if (holding) {
      synchronized (held) {
        held.add(publish);
      }
    } else {
      publish.run();
    }
    return answer;
  }
}
