package dev.weft.engine.clock;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The beat of one worker, from its start to its end, over all the sources that it opens.
 *
 * <p>The thread of its {@link KeepAlive} makes it; any may call the rest.
 */
public final class AckWaitExtender implements AutoCloseable {

  private static final int PER_ACK_WAIT = 3;
  private static final int PARTS = 10; // of an interval, by one of which a beat may come early
  static final long AFTER_FAILURE_NANOS = 1_000_000_000L;

  /** What is kept alive. */
  public interface Held {

    /** How long the system waits for a settlement, by its last word. Never blocks. */
    Duration ackWait();

    /** Whether any message is at work. Never blocks. */
    boolean isBusy();

    /** Extends all that is held now. Waits for nothing but the way to the system. */
    void extend(Extensions each);
  }

  /**
   * What could not be extended.
   *
   * @param count how many deliveries, or sources as a whole
   * @param first what the first of them threw
   */
  public record Missed(int count, Throwable first) {}

  private final Held held;
  private final Consumer<AckWaitExtender> end;
  private final AtomicReference<@Nullable Missed> missed = new AtomicReference<>();
  private long last;

  /**
   * A beat that is due a third of the ack wait from now.
   *
   * @param end called at its close
   */
  AckWaitExtender(Held held, Consumer<AckWaitExtender> end, long now) {
    this.held = held;
    this.end = end;
    this.last = now;
  }

  /**
   * Makes it if it is due, or nearly: so the beats of many workers fall together. Throws only where
   * no memory is left to keep what it threw.
   *
   * @return how long it is until the next
   */
  long nanosLeft(long now) {
    try {
      long interval = Math.max(1, held.ackWait().toNanos() / PER_ACK_WAIT);
      if (now - last >= interval - interval / PARTS) {
        last = now;
        make();
      }
      return last + interval - now;
    } catch (Throwable thrown) {
      missed.set(new Missed(1, thrown));
      return AFTER_FAILURE_NANOS;
    }
  }

  private void make() {
    var round = new Extensions();
    held.extend(round);
    Throwable first = round.first();
    if (first != null) {
      missed.set(new Missed(round.failed(), first));
    }
  }

  /** What was missed at the last beat that missed something; once. */
  public @Nullable Missed takeMissed() {
    return missed.get() == null ? null : missed.getAndSet(null);
  }

  /** Ends it; one under way then finishes. */
  @Override
  public void close() {
    end.accept(this);
  }
}
