package dev.weft.engine.maxdeliver;

import dev.weft.TransportException;
import dev.weft.engine.InParallel;
import dev.weft.engine.ManagedWorker;
import dev.weft.engine.Observer;
import dev.weft.engine.SideStream;
import dev.weft.engine.UserCode;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.worker.WorkerSpec;
import dev.weft.machine.Machine;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Failure;
import dev.weft.transport.Kept;
import dev.weft.transport.StreamState;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Beside the handlers of one stream: looks for what the server says that {@code max_deliver} has
 * ended, and has the worker of each handler concerned begin. Without a {@code max_deliver} the
 * server never says so; it may be set later, or have been set once.
 */
public final class MaxDeliveriesWatch implements ManagedWorker {

  private static final Logger log = LoggerFactory.getLogger(MaxDeliveriesWatch.class);

  static final Duration LOOK = Duration.ofSeconds(30);
  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);

  /** Where a look finds more, listing the subjects takes fewer requests than going on. */
  private static final int FEW = 50;

  private static final long UNKNOWN = -1;

  /** So many looks that fail in a row are no passing trouble. */
  private static final int FAILURES = 3;

  /**
   * What a look has found.
   *
   * @param consumers those of which the server has said something since the look before
   * @param last the sequence up to which that is known
   */
  private record Seen(Set<String> consumers, long last) {}

  private final Machine machine;
  private final Transport transport;
  private final String original;
  private final Runnable restore;
  private final Map<String, MaxDeliveriesHelper> helpers;
  private final CountDownLatch stopped = new CountDownLatch(1);
  // Of the one thread that looks.
  private long seen = UNKNOWN; // all advisories up to this one
  private int failures; // in a row
  private boolean unseen;

  private MaxDeliveriesWatch(
      Machine machine,
      Transport transport,
      String original,
      Map<String, MaxDeliveriesHelper> helpers,
      Runnable restore) {
    this.machine = machine;
    this.transport = transport;
    this.original = original;
    this.helpers = Map.copyOf(helpers);
    this.restore = restore;
  }

  /**
   * One for handlers of the same stream.
   *
   * @param ending those of their consumers whose messages the server ends after some deliveries
   * @param observer is told of the dead letters, as the handlers'
   * @param restore puts back the stream of advisories if it is gone
   */
  public static MaxDeliveriesWatch of(
      List<WorkerSpec<?>> handlers,
      Set<ConsumerSpec> ending,
      Transport transport,
      Observer observer,
      Housekeeper housekeeper,
      Runnable restore) {
    Map<String, MaxDeliveriesHelper> helpers = new HashMap<>();
    for (WorkerSpec<?> handler : handlers) {
      ConsumerSpec advisories = MaxDeliveriesStream.consumerFor(handler.consumer());
      helpers.put(
          handler.consumer().name(),
          new MaxDeliveriesHelper(
              housekeeper.machine(),
              MaxDeliveriesStream.helperOf(handler),
              () -> new MaxDeliveriesWorker(handler, transport, observer, housekeeper, restore),
              () -> transport.state(advisories),
              ending.contains(handler.consumer())));
    }
    return new MaxDeliveriesWatch(
        housekeeper.machine(),
        transport,
        handlers.getFirst().consumer().stream(),
        helpers,
        restore);
  }

  @Override
  public String name() {
    return original + " (deaths)";
  }

  @Override
  public void run() throws InterruptedException {
    try {
      Duration pause = Duration.ZERO;
      while (!machine.await(stopped, pause.toNanos())) {
        pause = look() ? LOOK : AFTER_A_FAILURE;
      }
      join();
    } catch (InterruptedException e) {
      helpers.values().forEach(MaxDeliveriesHelper::finish);
      helpers.values().forEach(MaxDeliveriesHelper::interrupt);
      join();
      throw e;
    }
  }

  private void join() throws InterruptedException {
    for (MaxDeliveriesHelper helper : helpers.values()) {
      helper.join();
    }
  }

  /** False if it could not look. */
  private boolean look() throws InterruptedException {
    try {
      helpers.values().stream().filter(MaxDeliveriesHelper::isLasting).forEach(this::begin);
      return lookOnce();
    } catch (RuntimeException | Error e) { // no memory for a thread, say
      Failure failure = Failure.of(e);
      UserCode.run( // a logger may throw too
          () ->
              log.warn(
                  "{}: not looked at, next try in {} s: {}",
                  name(),
                  AFTER_A_FAILURE.toSeconds(),
                  failure.stack()));
      return false;
    }
  }

  private boolean lookOnce() throws InterruptedException {
    try {
      Seen now = seen();
      for (var helper : helpers.entrySet()) {
        if (now.consumers().contains(helper.getKey())) {
          begin(helper.getValue());
        } else {
          helper.getValue().restIfIdle();
        }
      }
      seen = now.last(); // only now: what could not begin is found again
      failures = 0;
      unseen = false;
      return true;
    } catch (TransportException e) {
      log.debug("{}: not looked at: {}", name(), e.getMessage());
      failures++;
      boolean blind = e.isLasting() || failures >= FAILURES;
      if (blind) { // what cannot be seen may be there
        tell(e);
        helpers.values().forEach(this::begin);
      }
      return blind;
    }
  }

  private void begin(MaxDeliveriesHelper helper) {
    if (stopped.getCount() > 0) {
      helper.begin();
    }
    if (stopped.getCount() == 0) { // by now: who stops may have come before it
      helper.finish();
    }
  }

  private void tell(TransportException failure) {
    if (!unseen) {
      unseen = true;
      UserCode.run( // a logger may throw too
          () ->
              log.warn(
                  "{}: what max_deliver has ended cannot be seen, so each handler has a worker"
                      + " that asks: {}",
                  name(),
                  failure.getMessage()));
    }
  }

  private Seen seen() {
    String stream = SideStream.DEATHS.name(original);
    String advisories = SideStream.ADVISORIES + original + ".";
    Optional<StreamState> found = transport.state(stream, advisories + "*");
    if (found.isEmpty()) {
      restore.run();
      return new Seen(Set.of(), UNKNOWN);
    }
    StreamState state = found.get();
    // The stream may have been created anew.
    Set<String> subjects =
        seen == UNKNOWN || state.lastSequence() < seen
            ? state.subjects().keySet()
            : since(stream, advisories, state);
    var consumers = new HashSet<String>();
    subjects.forEach(subject -> consumers.add(subject.substring(advisories.length())));
    return new Seen(consumers, state.lastSequence());
  }

  private Set<String> since(String stream, String advisories, StreamState state) {
    var subjects = new HashSet<String>();
    if (state.subjects().isEmpty()) {
      return subjects;
    }
    long next = seen + 1;
    for (int i = 0; i < FEW; i++) {
      Kept kept =
          next > state.lastSequence()
              ? null
              : transport.next(stream, next, advisories + "*").orElse(null);
      if (kept == null) {
        return subjects;
      }
      subjects.add(kept.subject());
      next = kept.sequence() + 1;
    }
    return state.subjects().keySet();
  }

  @Override
  public void stop() {
    finish(); // all take no more, before any is waited for
    List<MaxDeliveriesHelper> reading =
        helpers.values().stream().filter(MaxDeliveriesHelper::isReading).toList();
    InParallel.each(machine, "weft-stop-deaths", reading, MaxDeliveriesHelper::stop);
  }

  @Override
  public void finish() {
    stopped.countDown();
    helpers.values().forEach(MaxDeliveriesHelper::finish);
  }

  /** Does nothing: it is not for a caller to pause. */
  @Override
  public void pause() {}

  @Override
  public void resume() {}

  @Override
  public int inWork() {
    return helpers.values().stream().mapToInt(MaxDeliveriesHelper::inWork).sum();
  }

  /** Whether any of its workers has begun. */
  boolean isReading() {
    return helpers.values().stream().anyMatch(MaxDeliveriesHelper::isReading);
  }

  @Override
  public Optional<String> problem() {
    return problems().stream().findFirst();
  }

  @Override
  public List<String> problems() {
    return helpers.values().stream().flatMap(helper -> helper.problem().stream()).toList();
  }
}
