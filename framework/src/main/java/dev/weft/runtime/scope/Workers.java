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

/** The running workers in their scope: how they begin, how they are, and that they end. */
public final class Workers {

  private static final Logger log = LoggerFactory.getLogger(Workers.class);

  private static final Duration LOGGING = Duration.ofSeconds(1);

  private final List<ManagedWorker> named;
  private final List<ManagedWorker> workers;
  private final Transport transport;
  private final Machine machine;
  private final Notifier notifier; // neither start nor stop waits for what it tells
  private final WorkerScope scope;
  private final Drain drain;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1); // all workers and the transport
  private volatile @Nullable String endedByItself;
  private volatile @Nullable Failure failure;

  private Workers(
      List<ManagedWorker> named, List<ManagedWorker> helpers, Drain.Rest rest, StopLimits limits) {
    this.named = List.copyOf(named);
    this.workers = Stream.concat(named.stream(), helpers.stream()).toList();
    this.transport = rest.transport();
    this.machine = rest.housekeeper().machine();
    this.notifier = new Notifier(machine, "weft-log");
    this.scope = new WorkerScope(machine, this::oneEnded, notifier);
    this.drain = new Drain(workers, scope, rest, limits, notifier);
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
    var rest = new Drain.Rest(handlers, housekeeper, transport);
    var forked = new Workers(named, helpers, rest, limits);
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
    drain.interrupt();
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
    workers.forEach(worker -> problems.addAll(worker.problems()));
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
      drain.workersHaveEnded();
      stop(); // without effect if this is how a stop ends
    }
  }

  // On the thread of the one that ended: the others get as long as at any stop.
  private void oneEnded(String problem) {
    endedByItself = problem;
    if (UserCode.run(() -> Threads.start(machine, "weft-stop", this::stop)) != null) {
      // No memory for it, say: the scope's thread stops the rest once they have ended.
      drain.finishAll();
    }
  }

  /** Whatever fails in it: the stop ends. */
  private void drain() {
    try {
      drain.run();
    } finally {
      notifier.await(LOGGING);
      closed.countDown();
    }
  }

  /** Closes one thing of several, each of which is closed whatever the others do. */
  public static void close(String what, UserCode.Body closing) {
    Drain.close(what, closing);
  }
}
