package dev.weft.engine.worker;

import dev.weft.engine.HandBack;
import dev.weft.engine.clock.Extensions;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.dispatch.Dispatch;
import dev.weft.engine.flow.Admission;
import dev.weft.engine.flow.Gate;
import dev.weft.engine.source.WatchedSource;
import dev.weft.transport.Delivery;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes from one source what the dispatch has room for, and starts it. Meanwhile the housekeeper
 * checks that the source returns.
 *
 * <p>One thread serves; {@link #close} may come from any.
 */
final class ReceiveLoop implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ReceiveLoop.class);

  // Only a source that hears nothing waits so long: a message, a stop or a pause ends the wait at
  // once. While messages are at work their outcomes may shut the gate, and nobody ends the wait.
  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final Duration IDLE_WAIT = WatchedSource.LONGEST_WAIT;
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Gate gate;
  private final Admission pass;
  private final WatchedSource source;
  private final Dispatch dispatch;
  private final Housekeeper housekeeper;
  private final Housekeeper.Chore looks;
  private boolean idle; // nothing came at the last look; of the thread that serves
  private volatile List<Delivery> hand = List.of(); // received, and not all of them started
  private volatile boolean closed;

  /**
   * A loop on a source that it closes with itself.
   *
   * @param gate asked before each look at the source
   * @param pass what the gate let the source be opened for
   * @param dispatch where deliveries run
   * @param onStall called when the source does not return, and the serving thread is abandoned:
   *     another loop has to take over
   */
  ReceiveLoop(
      Gate gate,
      Admission pass,
      Source source,
      Dispatch dispatch,
      Housekeeper housekeeper,
      Consumer<Thread> onStall) {
    this.gate = gate;
    this.pass = pass;
    this.source = new WatchedSource(housekeeper.machine(), source, WatchedSource.STALL);
    this.dispatch = dispatch;
    this.housekeeper = housekeeper;
    this.looks = housekeeper.every(LOOK, () -> this.source.look(onStall));
  }

  /**
   * Serves until the gate wants the source closed, or its thread was abandoned.
   *
   * @param taking called after each look at the source, which works
   * @return false if the thread was abandoned and another one serves
   */
  boolean serve(Runnable taking) throws InterruptedException {
    housekeeper.machine().putStackAside();
    boolean mine = true;
    try {
      while (mine && !closed && gate.awaitTurn(pass)) {
        mine = gate.pass() == Admission.TRIAL ? tryOne(taking) : take(dispatch.awaitRoom(), taking);
      }
    } catch (WatchedSource.AbandonedException e) {
      log.debug("the thread that was abandoned ends", e);
      return false;
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
    try {
      source.close();
    } finally {
      looks.close();
    }
  }

  /** Closes it on a thread of its own: a source that is stuck may not return from that either. */
  void closeAside() {
    housekeeper.start("weft-close-stuck-source", this::close);
  }

  /** Closes it on the thread that takes over, and throws nothing that is the source's. */
  void closeForNext() {
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
    int halts = gate.halts();
    List<Delivery> deliveries = source.next(room, idle && dispatch.isDormant() ? IDLE_WAIT : WAIT);
    idle = deliveries.isEmpty();
    taking.run();
    if (gate.isHalted()) { // while this was received
      HandBack.all(deliveries);
      return true;
    }
    boolean mine = start(dispatch.inOrder(source, deliveries), halts);
    source.pace(dispatch.nanosPerMessage());
    return mine;
  }

  // What halts the worker may be one of these, and is handed back: so those behind it are too, also
  // where the worker was resumed meanwhile. Begun now, they would come before it.
  private boolean start(List<Delivery> deliveries, int halts) throws InterruptedException {
    boolean mine = true;
    int started = 0;
    hand = deliveries;
    try {
      while (started < deliveries.size() && gate.halts() == halts) {
        mine = dispatch.start(deliveries.get(started));
        started++;
      }
      return mine;
    } finally {
      hand = List.of();
      if (started < deliveries.size()) { // an interrupt, say: they must not wait for their ack wait
        HandBack.all(deliveries.subList(started, deliveries.size()));
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
}
