package dev.weft.engine;

import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import dev.weft.transport.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's stretch of work on one source: takes a delivery, handles it, takes the next. Meanwhile
 * the housekeeper keeps what it holds alive and watches how long the handler takes.
 *
 * <p>One thread serves; {@link #close} may come from any.
 */
final class Loop implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Loop.class);

  // Only a source that hears nothing waits this long; a message or a stop ends the wait at once.
  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final int BEATS_PER_ACK_WAIT = 3;
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration RETRIES_LOOK = Duration.ofSeconds(10);

  private static final Outcome HANDED_BACK =
      new Outcome.Retry(Duration.ZERO, "handed back unstarted", null);

  /** How long an interrupted handler may take to end before its thread is given up. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /**
   * How long a source may take over {@link #WAIT}: far longer than it asks a server for anything.
   */
  static final Duration STALL = Duration.ofSeconds(15);

  private enum Stage {
    TAKING,
    /** Nothing more is taken from the source; a message may be in work. */
    CLOSED,
    /** The serving thread is stuck, and somebody else takes its place. */
    GIVEN_UP
  }

  /** Who takes a given up thread's place; the problem is the source's, or null if it has none. */
  interface Replacement {
    void takeOver(@Nullable String problem);
  }

  /** The serving thread waits for its source. */
  private record Ask(Thread thread, long since) {}

  private final WorkerSpec<?> spec;
  private final Gate gate;
  private final Pass pass;
  private final Source source;
  private final Step steps;
  private final Settler settler;
  private final Replacement replacement;
  private final Housekeeper.Chore beats;
  private final Housekeeper.Chore looks;
  private final Housekeeper.Chore retriesLooks;
  private volatile @Nullable Work current;
  // Whoever sets it to null decides: the thread that it has returned, the look that it is given up.
  private final AtomicReference<@Nullable Ask> ask = new AtomicReference<>();
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.TAKING);

  /**
   * A loop on a source that it closes with itself.
   *
   * @param gate asked before each message
   * @param pass what the gate let the source be opened for
   * @param replacement called when the serving thread is given up: another loop has to take over
   */
  Loop(
      WorkerSpec<?> spec,
      Gate gate,
      Pass pass,
      Source source,
      Step steps,
      Settler settler,
      Housekeeper housekeeper,
      Replacement replacement) {
    this.spec = spec;
    this.gate = gate;
    this.pass = pass;
    this.source = source;
    this.steps = steps;
    this.settler = settler;
    this.replacement = replacement;
    this.beats = housekeeper.every(source.ackWait().dividedBy(BEATS_PER_ACK_WAIT), this::beat);
    this.looks = housekeeper.every(shorter(LOOK, spec.timeout()), this::look);
    this.retriesLooks = housekeeper.every(RETRIES_LOOK, spec.longRetries()::look);
  }

  /**
   * Serves until the gate wants the source closed, or its thread was given up.
   *
   * @param taking called after each look at the source, which works
   * @return false if the thread was given up and another one serves
   */
  boolean serve(Runnable taking) throws InterruptedException {
    while (stage.get() == Stage.TAKING && gate.awaitTurn(pass)) {
      if (!serveNext(taking)) {
        return false;
      }
    }
    return stage.get() != Stage.GIVEN_UP;
  }

  private boolean serveNext(Runnable taking) throws InterruptedException {
    ask.set(new Ask(Thread.currentThread(), System.nanoTime()));
    List<Delivery> deliveries;
    try {
      deliveries = source.next(1, WAIT);
    } catch (InterruptedException | RuntimeException e) {
      if (ask.getAndSet(null) == null) {
        log.debug("handler {}: the thread that was given up ends", spec.name(), e);
        return false;
      }
      throw e;
    }
    if (ask.getAndSet(null) == null) { // it was given up: these are for its substitute
      deliveries.forEach(delivery -> delivery.settle(HANDED_BACK));
      return false;
    }
    taking.run();
    for (Delivery delivery : deliveries) {
      handle(delivery);
    }
    return true;
  }

  /**
   * Takes no more, and hands back what was received but not started. Blocks until that is sent, for
   * a bounded time. The message in work goes on, and is kept alive and watched until it ends.
   */
  void handBack() {
    stage.compareAndSet(Stage.TAKING, Stage.CLOSED);
    source.close();
  }

  @Override
  public void close() {
    looks.close();
    retriesLooks.close();
    handBack();
    beats.close();
  }

  private void handle(Delivery delivery) throws InterruptedException {
    var work = new Work(delivery, settler);
    current = work;
    try {
      if (steps.run(work).isEmpty()) {
        awaitSettled(work);
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("a step threw, which none but the handler may", e);
    } finally {
      current = null;
    }
  }

  // With manual acknowledgement the next message waits for this one's settlement.
  private void awaitSettled(Work work) throws InterruptedException {
    try {
      if (work.awaitSettled(spec.timeout())) {
        gate.breaker().succeeded();
      } else {
        work.conclude(afterTimeout(work, "not settled"));
      }
    } catch (InterruptedException e) {
      work.conclude(new Outcome.Retry(Duration.ZERO, "interrupted, handed back", e));
      throw e;
    }
  }

  /** Keeps alive what is in work and what was received ahead. */
  private void beat() {
    try {
      Work work = current;
      if (work != null) {
        work.extend();
      }
      source.extend();
    } catch (TransportException e) {
      log.debug("handler {}: not kept alive, next try soon: {}", spec.name(), e.getMessage());
    }
  }

  /** Looks whether the source, or the handler, has taken too long. */
  private void look() {
    Ask asked = ask.get();
    if (asked != null && System.nanoTime() - asked.since() >= STALL.toNanos()) {
      giveUp(asked);
      return;
    }
    Work work = current;
    if (work == null || work.age().compareTo(spec.timeout()) < 0) {
      return;
    }
    if (work.alarm().ring()) {
      settler.overdue(work.delivery(), spec.timeout());
    } else if (work.alarm().isIgnored()
        && work.age().compareTo(spec.timeout().plus(GRACE)) >= 0
        && stage.get() != Stage.GIVEN_UP) {
      giveUp(work);
    }
  }

  private void giveUp(Ask asked) {
    if (ask.compareAndSet(asked, null)) {
      stage.set(Stage.GIVEN_UP);
      String problem = "its source has not returned for " + STALL.toSeconds() + " s";
      settler.stalled(asked.thread(), problem);
      replacement.takeOver(problem);
    }
  }

  private void giveUp(Work work) {
    stage.set(Stage.GIVEN_UP);
    settler.stuck(work.delivery(), work.thread());
    // Not on the housekeeper's thread, which keeps others' messages alive: the settlement may wait.
    Thread.ofVirtual()
        .start(
            () -> {
              work.conclude(afterTimeout(work, "stuck"));
              replacement.takeOver(null);
            });
  }

  private Outcome afterTimeout(Work work, String how) {
    var failure = new TimeLimitException(spec.timeout(), new IllegalStateException(how));
    gate.breaker().failed(failure);
    return spec.retry().after(failure, work.delivery().attempt(), RandomGenerator.getDefault());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
