package dev.weft.engine;

import dev.weft.transport.ConsumerState;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import dev.weft.transport.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes first what was delivered before and is not settled: to a worker that died, or over a
 * connection that broke. The server delivers it again after its ack wait only, and new messages
 * meanwhile, which would overtake it.
 *
 * <p>The worker's thread takes; any may extend.
 */
final class Leftovers {

  private static final Logger log = LoggerFactory.getLogger(Leftovers.class);

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration MARGIN = Duration.ofSeconds(2);
  private static final int AT_ONCE = 1_000;

  private final String handler;
  private final Gate gate;
  private final Supplier<ConsumerState> state;
  private final IntSupplier held;
  private final List<Delivery> taken = new CopyOnWriteArrayList<>();
  private @Nullable Source seen;
  private long seenBreaks;

  /**
   * Nothing taken yet.
   *
   * @param state asks the server how many messages are delivered and not settled
   * @param held how many of them this worker holds
   */
  Leftovers(String handler, Gate gate, Supplier<ConsumerState> state, IntSupplier held) {
    this.handler = handler;
    this.gate = gate;
    this.state = state;
    this.held = held;
  }

  /**
   * Waits until nothing that this source may have delivered before is missing, or its ack wait has
   * passed; at once if nothing has happened to the source since the last call.
   *
   * @return what to start first, in the stream's order
   */
  List<Delivery> take(Source source) throws InterruptedException {
    long breaks = source.breaks();
    if (source.equals(seen) && breaks == seenBreaks) {
      return List.of();
    }
    boolean collected = false;
    try {
      collect(source);
      collected = true;
      seen = source;
      seenBreaks = breaks;
      var first = new ArrayList<>(taken);
      first.sort(
          Comparator.comparingLong(
              delivery -> delivery.position().map(position -> position.sequence()).orElse(0L)));
      return first;
    } finally {
      if (!collected) {
        handBack();
      }
      taken.clear();
    }
  }

  /** Keeps alive what is taken so far. */
  void extend(Extensions each) {
    taken.forEach(each::extend);
  }

  private void collect(Source source) throws InterruptedException {
    long start = System.nanoTime();
    long limit = source.ackWait().plus(MARGIN).toNanos();
    boolean told = false;
    long missing = missing();
    while (missing > 0 && gate.pass() != Pass.NONE && System.nanoTime() - start < limit) {
      taken.addAll(source.next((int) Math.min(missing, AT_ONCE), LOOK));
      missing = missing();
      if (missing > 0 && !told && System.nanoTime() - start > LOOK.toNanos()) {
        told = true;
        log.info(
            "handler {}: {} messages are with a worker that is gone, or is about to go; to keep the"
                + " order of their keys nothing new is begun before they are back, {} s at most",
            handler,
            missing,
            source.ackWait().plus(MARGIN).toSeconds());
      }
    }
    if (missing > 0 && gate.pass() != Pass.NONE) {
      log.warn(
          "handler {}: {} messages are still with somebody else; does another worker take from this"
              + " consumer? Order by key holds within one worker only",
          handler,
          missing);
    }
  }

  // Whatever keeps it from going on, what has come must not wait for its ack wait.
  private void handBack() {
    try {
      taken.forEach(delivery -> delivery.settle(Outcome.Retry.HANDED_BACK));
    } catch (TransportException e) {
      log.warn(
          "handler {}: {} messages that came first were not handed back, and come again after their"
              + " ack wait: {}",
          handler,
          taken.size(),
          e.getMessage());
    }
  }

  private long missing() {
    return state.get().ackPending() - held.getAsInt() - taken.size();
  }
}
