package dev.weft.engine.dispatch;

import dev.weft.engine.clock.Extensions;
import dev.weft.engine.flow.Gate;
import dev.weft.transport.ConsumerState;
import dev.weft.transport.Delivery;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that what was delivered before comes first: to a worker that died, over a connection
 * that broke, or by a leader that stepped down. The server delivers it again after its ack wait
 * only, and new messages meanwhile, which would overtake it.
 *
 * <p>The worker's thread takes; any may extend.
 */
final class RedeliveredFirst {

  private static final Logger log = LoggerFactory.getLogger(RedeliveredFirst.class);

  // While somebody else takes too, each message of theirs is a gap, and no wait would help.
  private static final Duration SHARED = Duration.ofMinutes(1);

  private final String handler;
  private final Gate gate;
  private final Supplier<ConsumerState> state;
  private final KnownDeliveries known;
  private final DeliveryNumbers numbers = new DeliveryNumbers();
  private @Nullable Source seen;
  private long seenBreaks;
  private long sharedUntil;
  private volatile @Nullable RedeliverySearch search;

  /**
   * Nothing taken yet.
   *
   * @param state how the consumer stands, by the server's word
   * @param known what this worker has of what was delivered
   */
  RedeliveredFirst(
      String handler, Gate gate, Supplier<ConsumerState> state, KnownDeliveries known) {
    this.handler = handler;
    this.gate = gate;
    this.state = state;
    this.known = known;
    this.sharedUntil = gate.machine().nanoTime();
  }

  /**
   * What to start now that these have come. Returns them, at once, if nothing has happened to the
   * source and they follow what came last. Otherwise waits until nothing that may have been
   * delivered before is missing, or its ack wait has passed.
   *
   * @return what to start, in the stream's order where it had to wait; nothing, and all is handed
   *     back, if the gate was shut meanwhile
   */
  List<Delivery> before(Source source, List<Delivery> come) throws InterruptedException {
    boolean isSame = source.equals(seen);
    if (!isSame) {
      numbers.forget();
    }
    boolean whole = numbers.add(come);
    long breaks = source.breaks();
    if (isSame && breaks == seenBreaks && (whole || isShared())) {
      return come;
    }
    if (isSame && !whole) {
      log.debug("handler {}: a delivery is missing before {}", handler, come);
    }
    var begun = new RedeliverySearch(handler, gate, source, state, known, come);
    search = begun;
    seen = null; // until it has ended well
    try {
      return switch (begun.run(numbers, isSame && whole)) {
        case GATE_SHUT -> List.of();
        case ALL_HERE -> settledIn(source, breaks, begun);
        case TIME_OVER -> {
          numbers.forget();
          sharedUntil = gate.machine().nanoTime() + SHARED.toNanos();
          yield settledIn(source, breaks, begun);
        }
      };
    } finally {
      if (begun.equals(search)) { // a substitute's may have taken its place
        search = null;
      }
    }
  }

  /** Keeps alive what is taken so far. */
  void extend(Extensions each) {
    RedeliverySearch present = search;
    if (present != null) {
      present.extend(each);
    }
  }

  private List<Delivery> settledIn(Source source, long breaks, RedeliverySearch ended) {
    seen = source;
    seenBreaks = breaks;
    return ended.inOrder();
  }

  private boolean isShared() {
    return gate.machine().nanoTime() - sharedUntil < 0;
  }
}
