package dev.weft.engine;

import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's stretch on one source: takes what there is room for and starts it. Meanwhile the
 * housekeeper sees that the source returns.
 *
 * <p>One thread serves; {@link #close} may come from any.
 */
final class Loop implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Loop.class);

  // Only a source that hears nothing waits this long; a message or a stop ends the wait at once.
  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofSeconds(1);

  /**
   * How long a source may take over {@link #WAIT}: far longer than it asks a server for anything.
   */
  static final Duration STALL = Duration.ofSeconds(15);

  /** From then on it is looked whether the thread could come back at all. */
  private static final Duration DOUBT = STALL.minusSeconds(5);

  /** Who takes a given up thread's place; the problem is the source's, or null if it has none. */
  interface Replacement {
    void takeOver(@Nullable String problem);
  }

  /** The serving thread waits for its source. */
  private record Ask(Thread thread, long since) {}

  private final Gate gate;
  private final Pass pass;
  private final Source source;
  private final Dispatch dispatch;
  private final Settler settler;
  private final Replacement replacement;
  private final Housekeeper.Chore looks;
  private final Carriers carriers = new Carriers(); // for the looks alone
  // Whoever sets it to null decides: the thread that it has returned, the look that it is given up.
  private final AtomicReference<@Nullable Ask> ask = new AtomicReference<>();
  private volatile List<Delivery> hand = List.of(); // received, and not all of them started
  private volatile boolean closed;

  /**
   * A loop on a source that it closes with itself.
   *
   * @param gate asked before each look at the source
   * @param pass what the gate let the source be opened for
   * @param dispatch where deliveries run
   * @param replacement called when the serving thread is given up: another loop has to take over
   */
  Loop(
      Gate gate,
      Pass pass,
      Source source,
      Dispatch dispatch,
      Settler settler,
      Housekeeper housekeeper,
      Replacement replacement) {
    this.gate = gate;
    this.pass = pass;
    this.source = source;
    this.dispatch = dispatch;
    this.settler = settler;
    this.replacement = replacement;
    this.looks = housekeeper.every(LOOK, this::look);
  }

  /**
   * Serves until the gate wants the source closed, or its thread was given up.
   *
   * @param taking called after each look at the source, which works
   * @return false if the thread was given up and another one serves
   */
  boolean serve(Runnable taking) throws InterruptedException {
    boolean mine = true;
    while (mine && !closed && gate.awaitTurn(pass)) {
      mine = gate.pass() == Pass.TRIAL ? tryOne(taking) : take(dispatch.awaitRoom(), taking);
    }
    return mine;
  }

  /**
   * Takes no more, and hands back what was received but not started. Blocks until that is sent, for
   * a bounded time. What is at work goes on.
   */
  @Override
  public void close() {
    closed = true;
    looks.close();
    source.close();
  }

  /** Closes it for a substitute, which does not wait for a source that does not return. */
  void abandon(boolean isSourceStuck) {
    if (isSourceStuck) {
      Threads.start("weft-close-stuck-source", this::close); // it may not return from that either
      return;
    }
    try {
      close();
    } catch (RuntimeException e) {
      log.warn("a source that is left was not closed; what it holds comes after its ack wait", e);
    }
  }

  private boolean take(int room, Runnable taking) throws InterruptedException {
    if (room == 0) {
      return true;
    }
    dispatch.settleIn(source);
    List<Delivery> deliveries = next(room);
    if (deliveries == null) {
      return false;
    }
    taking.run();
    if (gate.isHalted()) { // it came to a stand while this came
      handBack(deliveries);
      return true;
    }
    boolean mine = start(deliveries);
    source.pace(dispatch.nanosPerMessage());
    return mine;
  }

  private boolean start(List<Delivery> deliveries) throws InterruptedException {
    boolean mine = true;
    int started = 0;
    hand = deliveries;
    try {
      while (started < deliveries.size()) {
        mine = dispatch.start(deliveries.get(started));
        started++;
      }
      return mine;
    } finally {
      hand = List.of();
      if (started < deliveries.size()) { // an interrupt, say: they must not wait for their ack wait
        handBack(deliveries.subList(started, deliveries.size()));
      }
    }
  }

  private static void handBack(List<Delivery> deliveries) {
    for (Delivery delivery : deliveries) {
      try {
        delivery.settle(Outcome.Retry.HANDED_BACK);
      } catch (Throwable thrown) { // the others are to go back all the same
        log.warn(
            "{} was not handed back, and comes again after its ack wait: {}",
            delivery,
            Failure.of(thrown));
      }
    }
  }

  /** How long the system waits for a settlement. */
  Duration ackWait() {
    return source.ackWait();
  }

  /** As {@link Source#changes}. */
  List<String> changes() {
    return source.changes();
  }

  /** Extends what was received and not started. */
  void extend(Extensions each) {
    hand.forEach(each::extend);
    each.extend(source);
  }

  /** One message, with nothing else at work: its outcome decides how it goes on. */
  private boolean tryOne(Runnable taking) throws InterruptedException {
    dispatch.awaitQuiet();
    boolean mine = true;
    if (!dispatch.tryOne()) {
      mine = take(1, taking);
      dispatch.tryOne(); // what has come may wait there now
    }
    if (mine) {
      dispatch.awaitQuiet();
    }
    return mine;
  }

  /** What the source has; null if the thread was given up meanwhile. */
  private @Nullable List<Delivery> next(int room) throws InterruptedException {
    ask.set(new Ask(Thread.currentThread(), System.nanoTime()));
    List<Delivery> deliveries;
    try {
      deliveries = source.next(room, WAIT);
    } catch (InterruptedException | RuntimeException e) {
      if (ask.getAndSet(null) == null) {
        log.debug("the thread that was given up ends", e);
        return null;
      }
      throw e;
    }
    if (ask.getAndSet(null) == null) { // these are for its substitute
      handBack(deliveries);
      return null;
    }
    return deliveries;
  }

  /** Looks whether the source has taken too long. */
  private void look() {
    Ask asked = ask.get();
    long nanos = asked == null ? 0 : System.nanoTime() - asked.since();
    if (asked == null || nanos < DOUBT.toNanos()) {
      carriers.forget();
    } else if (carriers.areFree() && nanos >= STALL.toNanos() && ask.compareAndSet(asked, null)) {
      String problem = "its source has not returned for " + STALL.toSeconds() + " s";
      try {
        settler.stalled(asked.thread(), problem);
      } finally {
        replacement.takeOver(problem); // or nobody would serve, whatever an observer throws
      }
    }
  }
}
