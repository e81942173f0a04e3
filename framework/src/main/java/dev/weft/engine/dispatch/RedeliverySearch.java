package dev.weft.engine.dispatch;

import dev.weft.StreamPosition;
import dev.weft.engine.HandBack;
import dev.weft.engine.clock.Extensions;
import dev.weft.engine.flow.Admission;
import dev.weft.engine.flow.Gate;
import dev.weft.transport.ConsumerState;
import dev.weft.transport.Delivery;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One search for what was delivered and is not here. It takes what comes, new messages too, and
 * starts nothing of it.
 *
 * <p>One thread searches; any may extend.
 */
final class RedeliverySearch {

  private static final Logger log = LoggerFactory.getLogger(RedeliverySearch.class);

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration MARGIN = Duration.ofSeconds(2);
  private static final int AT_ONCE = 1_000;

  /** How it has ended. */
  enum End {
    /** Nothing is missing any more. */
    ALL_HERE,
    /** The ack wait has passed, and something is still missing. */
    TIME_OVER,
    /** Nothing is to be started now: what was taken is handed back. */
    GATE_SHUT
  }

  private final String handler;
  private final Gate gate;
  private final Source source;
  private final Supplier<ConsumerState> state;
  private final KnownDeliveries known;
  private final List<Delivery> taken;

  /** A search that is yet to {@linkplain #run run}, and has these already. */
  RedeliverySearch(
      String handler,
      Gate gate,
      Source source,
      Supplier<ConsumerState> state,
      KnownDeliveries known,
      List<Delivery> come) {
    this.handler = handler;
    this.gate = gate;
    this.source = source;
    this.state = state;
    this.known = known;
    this.taken = new CopyOnWriteArrayList<>(come);
  }

  /**
   * Searches until it knows how it ends. What it has taken is handed back if it fails.
   *
   * @param numbers those of the source's deliveries
   * @param whole whether there was no gap among them so far
   */
  End run(DeliveryNumbers numbers, boolean whole) throws InterruptedException {
    boolean isKept = false;
    try {
      End end = search(numbers, whole);
      isKept = end != End.GATE_SHUT;
      return end;
    } finally {
      if (!isKept) {
        HandBack.all(
            inOrder()); // whatever keeps it from going on, this must not wait for its ack wait
      }
    }
  }

  /** Keeps alive what is taken so far. */
  void extend(Extensions each) {
    taken.forEach(each::extend);
  }

  /** What it has taken, in the stream's order. */
  List<Delivery> inOrder() {
    var ordered = new ArrayList<>(taken);
    ordered.sort(Comparator.comparingLong(RedeliverySearch::sequence));
    return ordered;
  }

  private End search(DeliveryNumbers numbers, boolean whole) throws InterruptedException {
    long start = gate.machine().nanoTime();
    Duration limit = source.ackWait().plus(MARGIN);
    boolean noGap = whole;
    boolean told = false;
    taken.removeIf(known.copies());
    while (gate.pass() != Admission.NONE) {
      ConsumerState now = state.get();
      long missing = noGap && numbers.hasCome(now.delivered().number()) ? 0 : missing(now);
      log.debug("handler {}: {} missing, {} taken, by {}", handler, missing, taken.size(), now);
      if (missing <= 0) {
        numbers.accountedUpTo(now.delivered().number());
        return End.ALL_HERE;
      }
      long waited = gate.machine().nanoTime() - start;
      if (waited >= limit.toNanos()) {
        log.warn(
            "handler {}: {} messages are still with somebody else; does another worker take from"
                + " this consumer? Order by key holds within one worker only",
            handler,
            missing);
        return End.TIME_OVER;
      }
      if (!told && waited > LOOK.toNanos()) {
        told = true;
        log.info(
            "handler {}: {} messages were delivered and are not here: lost on their way, or with a"
                + " worker that is gone or about to go; to keep the order of their keys nothing new"
                + " is begun before they are back, {} s at most",
            handler,
            missing,
            limit.toSeconds());
      }
      List<Delivery> come = source.next((int) Math.min(missing, AT_ONCE), LOOK);
      noGap &= numbers.add(come);
      come.stream().filter(known.copies().negate()).forEach(taken::add);
    }
    return End.GATE_SHUT;
  }

  // Another copy of what was settled here would hide one that is missing: the server may have heard
  // of the settlement since, and count it no more. So none is among those taken.
  private long missing(ConsumerState now) {
    Set<StreamPosition> here = known.unsettled().get();
    taken.forEach(delivery -> delivery.position().ifPresent(here::add));
    // A new leader may not know that these were delivered; it does not count them, and will again.
    here.removeIf(position -> position.sequence() > now.delivered().sequence());
    return now.ackPending() - here.size();
  }

  private static long sequence(Delivery delivery) {
    return delivery.position().map(StreamPosition::sequence).orElse(0L);
  }
}
