package dev.weft.runtime.scope;

import dev.weft.engine.ManagedWorker;
import dev.weft.engine.Notifier;
import dev.weft.engine.Threads;
import dev.weft.engine.Uninterruptibly;
import dev.weft.engine.UserCode;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.machine.Machine;
import dev.weft.transport.Failure;
import dev.weft.transport.Transport;
import dev.weft.transport.settings.SettingText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running workers in their scope, and the order in which they are stopped. */
public final class Workers {

  private static final Logger log = LoggerFactory.getLogger(Workers.class);

  private static final Duration LOGGING = Duration.ofSeconds(1);

  private final List<ManagedWorker> named;
  private final List<ManagedWorker> workers;
  private final Consumer<Duration> handlers;
  private final Housekeeper housekeeper;
  private final Transport transport;
  private final StopLimits limits;
  private final Machine machine;
  private final Notifier notifier; // neither start nor stop waits for what it tells
  private final WorkerScope scope;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1); // every worker's thread
  private final CountDownLatch closed = new CountDownLatch(1); // and the transport
  private volatile @Nullable String endedByItself;
  private volatile @Nullable Failure failure;

  private Workers(
      List<ManagedWorker> named,
      List<ManagedWorker> helpers,
      Consumer<Duration> handlers,
      Housekeeper housekeeper,
      Transport transport,
      StopLimits limits) {
    this.named = List.copyOf(named);
    this.workers = Stream.concat(named.stream(), helpers.stream()).toList();
    this.handlers = handlers;
    this.housekeeper = housekeeper;
    this.transport = transport;
    this.limits = limits;
    this.machine = housekeeper.machine();
    this.notifier = new Notifier(machine, "weft-log");
    this.scope = new WorkerScope(machine, this::oneEnded, notifier);
  }

  /**
   * Forks a thread for each worker, in a scope that a thread of its own owns. If not all can be
   * forked, those that were are stopped, all is closed, and what kept them from it is thrown.
   *
   * @param named what works for the configuration's handlers and responders
   * @param helpers what works beside them, and is not for a caller to pause
   * @param handlers closes the handlers after the drain, within the time that it is given
   */
  public static Workers fork(
      List<ManagedWorker> named,
      List<ManagedWorker> helpers,
      Consumer<Duration> handlers,
      Housekeeper housekeeper,
      Transport transport,
      StopLimits limits) {
    var forked = new Workers(named, helpers, handlers, housekeeper, transport, limits);
    Threads.start(housekeeper.machine(), "weft-scope", forked::runScope);
    forked.awaitForked();
    return forked;
  }

  private void awaitForked() {
    Throwable thrown = scope.awaitForked();
    if (thrown == null) {
      say(() -> log.info("at work: {}", names()));
      return;
    }
    stop();
    switch (thrown) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException("not all workers could be started", thrown);
    }
  }

  /** In time, if the logger is. */
  private void say(Runnable line) {
    notifier.tell(line);
    notifier.await(LOGGING);
  }

  public void join() throws InterruptedException {
    closed.await();
    Failure first = failure;
    String ended = endedByItself; // known also where the others have not ended
    if (first != null || ended != null) {
      throw new IllegalStateException(first == null ? ended : first.text());
    }
  }

  public void stop() {
    scope.expectEnd();
    if (stopping.compareAndSet(false, true)) {
      drain();
    } else {
      Uninterruptibly.await(closed);
    }
  }

  public void stopNow() {
    scope.expectEnd();
    // Marked first, so that no worker takes the interrupt for a stray one of its handler's.
    finishAll();
    scope.cancel();
    stop();
  }

  public List<String> problems() {
    var problems = new ArrayList<String>();
    if (stopping.get()) {
      problems.add("stopping");
    }
    if (endedByItself != null) {
      problems.add(endedByItself);
    }
    transport.problem().ifPresent(problems::add);
    for (ManagedWorker worker : workers) {
      worker
          .problem()
          .ifPresent(problem -> problems.add("handler " + worker.name() + ": " + problem));
    }
    return problems;
  }

  public void pause(String handler) {
    worker(handler).pause();
  }

  public void resume(String handler) {
    worker(handler).resume();
  }

  private ManagedWorker worker(String handler) {
    return named.stream()
        .filter(worker -> worker.name().equals(handler))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no handler of the name "
                        + handler
                        + " is at work; expected one of "
                        + names()));
  }

  private String names() {
    return named.stream().map(ManagedWorker::name).collect(Collectors.joining(", "));
  }

  private void runScope() {
    try {
      scope.run(
          "weft",
          workers.stream()
              .map(worker -> new WorkerScope.Task("weft-" + worker.name(), worker::run))
              .toList());
    } catch (Throwable thrown) {
      Failure failed = Failure.of(thrown);
      failure = failed;
      notifier.tell(() -> log.error("the workers have stopped: {}", failed.text()));
    } finally {
      ended.countDown();
      stop(); // without effect if this is how a stop ends
    }
  }

  // On the thread of the one that ended: the others get as long as at any stop.
  private void oneEnded(String problem) {
    endedByItself = problem;
    if (UserCode.run(() -> Threads.start(machine, "weft-stop", this::stop)) != null) {
      finishAll(); // no memory for it, say: the scope's thread stops the rest once they have ended
    }
  }

  private void finishAll() {
    workers.forEach(worker -> UserCode.run(worker::finish));
  }

  /** Whatever fails in it: the stop ends. */
  private void drain() {
    try {
      drainInOrder();
    } finally {
      notifier.await(LOGGING);
      closed.countDown();
    }
  }

  /** In this order, and no other: docs/guarantees.md promises each step. */
  private void drainInOrder() {
    long start = machine.nanoTime();
    notifier.tell(() -> log.info("stopping: no new messages; finishing those in work"));
    stopTaking();
    Duration drain = limits.drain().minusNanos(machine.nanoTime() - start);
    if (!Uninterruptibly.await(machine, ended, drain)) {
      if (isAnyInWork()) { // or else the workers are about to end: to hand back outlasts the drain
        notifier.tell(
            () ->
                log.warn(
                    "messages still in work after {}: interrupting their handlers",
                    SettingText.of(limits.drain())));
      }
      scope.cancel();
      if (!Uninterruptibly.await(machine, ended, limits.interrupt())) {
        notifier.tell(
            () ->
                log.error(
                    "handlers still at work {} after their interrupt are left behind; their"
                        + " messages come again after the ack wait",
                    SettingText.of(limits.interrupt())));
      }
    }
    // With the connection still open: a handler may publish what it has kept.
    Duration left = limits.drain().plus(limits.interrupt()).minusNanos(machine.nanoTime() - start);
    Duration step = limits.step();
    Duration patience = left.isNegative() ? step : left.plus(step);
    closeWithin(patience, "the handlers", () -> handlers.accept(left));
    closeWithin(step, "the housekeeper", housekeeper::close);
    closeWithin(step, "the connection", transport::close);
    var taken = Duration.ofNanos(machine.nanoTime() - start);
    notifier.tell(() -> log.info("stopped after {}", SettingText.rounded(taken)));
  }

  private boolean isAnyInWork() {
    return workers.stream().anyMatch(worker -> worker.inWork() > 0);
  }

  /** As {@link #close}; what hangs is left behind. */
  private void closeWithin(Duration limit, String what, UserCode.Body closing) {
    var done = new CountDownLatch(1);
    UserCode.Body last =
        () -> {
          try {
            close(what, closing);
          } finally {
            done.countDown();
          }
        };
    beside("weft-close", last);
    if (!Uninterruptibly.await(machine, done, limit)) {
      notifier.tell(
          () -> log.error("{}: not closed after {}, and left behind", what, SettingText.of(limit)));
    }
  }

  /** On a thread of its own, which handlers cannot keep from running; if there is none, on this. */
  private @Nullable Thread beside(String name, UserCode.Body task) {
    var started =
        UserCode.call(
            () -> {
              Thread thread = Threads.platform(machine, name, () -> UserCode.run(task));
              thread.start();
              return thread;
            });
    if (started.failure() != null) {
      UserCode.run(task);
    }
    return started.value();
  }

  /** Closes one thing of several, each of which is closed whatever the others do. */
  public static void close(String what, UserCode.Body closing) {
    Failure failed = UserCode.run(closing);
    if (failed != null) {
      UserCode.run( // a logger may throw too
          () -> log.error("{} could not be closed, and is left behind: {}", what, failed.stack()));
    }
  }

  // All at once: each waits for its open pull to end.
  private void stopTaking() {
    long deadline = machine.nanoTime() + limits.handBack().toNanos();
    var stops = new ArrayList<Thread>();
    finishAll(); // at once, while handing back may wait for the server
    for (ManagedWorker worker : workers) {
      Thread stop = beside("weft-stop-" + worker.name(), worker::stop);
      if (stop != null) {
        stops.add(stop);
      }
    }
    for (Thread stop : stops) {
      Uninterruptibly.join(machine, stop, Duration.ofNanos(deadline - machine.nanoTime()));
    }
  }
}
