package dev.weft.engine.source;

import dev.weft.engine.HandBack;
import dev.weft.machine.Machine;
import dev.weft.transport.Delivery;
import dev.weft.transport.ForwardingSource;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A source that is seen to return: a thread that waits for {@link #next} for too long is abandoned,
 * and what it still brings is handed back.
 *
 * <p>Threads use it as any source.
 */
public final class WatchedSource extends ForwardingSource {

  /** How long a source may take to return: longer than it is told to wait. */
  public static final Duration STALL = Duration.ofSeconds(15);

  /** So long before that it is looked whether the thread could come back at all. */
  private static final Duration DOUBT = Duration.ofSeconds(5);

  /** How long it may be told to wait: one that returns then is never in doubt. */
  public static final Duration LONGEST_WAIT = STALL.minus(DOUBT).minusSeconds(1);

  /** The calling thread was abandoned, and another one serves. */
  public static final class AbandonedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private AbandonedException(@Nullable Throwable cause) {
      super("its source has not returned for too long", cause);
    }
  }

  /** A thread waits for the source. */
  private record Ask(Thread thread, long since) {}

  private final Machine machine;
  private final Duration stall;
  private final CarrierProbe carriers; // for the looks alone
  // Whoever sets it to null decides: the thread that it has returned, the look that it is
  // abandoned.
  private final AtomicReference<@Nullable Ask> ask = new AtomicReference<>();

  /**
   * A source that is watched by {@link #look}.
   *
   * @param stall how long it may take to return
   */
  public WatchedSource(Machine machine, Source source, Duration stall) {
    super(source);
    this.machine = machine;
    this.carriers = new CarrierProbe(machine);
    this.stall = stall;
  }

  /**
   * As {@link Source#next}.
   *
   * @throws AbandonedException if the thread was abandoned meanwhile
   */
  @Override
  public List<Delivery> next(int demand, Duration wait) throws InterruptedException {
    ask.set(new Ask(Thread.currentThread(), machine.nanoTime()));
    List<Delivery> deliveries;
    try {
      deliveries = source().next(demand, wait);
    } catch (Throwable e) { // Errors too: whoever was abandoned must not go on
      if (ask.getAndSet(null) == null) {
        throw new AbandonedException(e);
      }
      throw e;
    }
    if (ask.getAndSet(null) == null) { // these are for its substitute
      HandBack.all(deliveries);
      throw new AbandonedException(null);
    }
    return deliveries;
  }

  /**
   * Gives up the thread that waits, if it has waited too long and could have come back. To be
   * called by one thread, once a second.
   *
   * @param givenUp called with it then
   */
  public void look(Consumer<Thread> givenUp) {
    Ask asked = ask.get();
    long nanos = asked == null ? 0 : machine.nanoTime() - asked.since();
    if (asked == null || nanos < stall.minus(DOUBT).toNanos()) {
      carriers.forget();
    } else if (carriers.areFree() && nanos >= stall.toNanos() && ask.compareAndSet(asked, null)) {
      givenUp.accept(asked.thread());
    }
  }
}
