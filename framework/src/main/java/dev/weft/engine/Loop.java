package dev.weft.engine;

import dev.weft.transport.Delivery;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.List;

/**
 * A worker's stretch on one source: takes what there is room for and starts it.
 *
 * <p>One thread serves; {@link #close} may come from any.
 */
final class Loop implements AutoCloseable {

  // Only a source that hears nothing waits this long; a message or a stop ends the wait at once.
  private static final Duration WAIT = Duration.ofSeconds(1);

  private final Gate gate;
  private final Pass pass;
  private final Source source;
  private final Dispatch dispatch;
  private volatile boolean closed;

  /**
   * A loop on a source that it closes with itself.
   *
   * @param gate asked before each look at the source
   * @param pass what the gate let the source be opened for
   * @param dispatch where deliveries run
   */
  Loop(Gate gate, Pass pass, Source source, Dispatch dispatch) {
    this.gate = gate;
    this.pass = pass;
    this.source = source;
    this.dispatch = dispatch;
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

  private boolean take(int room, Runnable taking) throws InterruptedException {
    boolean mine = true;
    if (room > 0) {
      dispatch.settleIn(source);
      List<Delivery> deliveries = source.next(room, WAIT);
      taking.run();
      for (Delivery delivery : deliveries) {
        mine = dispatch.start(delivery);
      }
      source.pace(dispatch.nanosPerMessage());
    }
    return mine;
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

  /**
   * Takes no more, and hands back what was received but not started. Blocks until that is sent, for
   * a bounded time. What is at work goes on.
   */
  @Override
  public void close() {
    closed = true;
    source.close();
  }
}
