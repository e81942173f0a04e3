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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The order in which a runtime stops, each step of it within its time. */
final class Drain {

  private static final Logger log = LoggerFactory.getLogger(Drain.class);

  /**
   * What is closed once the workers have ended, in this order.
   *
   * @param handlers closes the handlers within the time that it is given
   */
  record Rest(Consumer<Duration> handlers, Housekeeper housekeeper, Transport transport) {}

  private final List<ManagedWorker> workers;
  private final WorkerScope scope;
  private final CountDownLatch drained = new CountDownLatch(1); // or nobody is to wait for that
  private final CountDownLatch ended = new CountDownLatch(1); // every worker's thread
  private final Rest rest;
  private final StopLimits limits;
  private final Machine machine;
  private final Notifier notifier;

  /**
   * One that has not begun.
   *
   * @param scope in which the workers run
   * @param notifier logs what happens
   */
  Drain(
      List<ManagedWorker> workers,
      WorkerScope scope,
      Rest rest,
      StopLimits limits,
      Notifier notifier) {
    this.workers = workers;
    this.scope = scope;
    this.rest = rest;
    this.limits = limits;
    this.machine = rest.housekeeper().machine();
    this.notifier = notifier;
  }

  /** In this order, and no other: docs/guarantees.md promises each step. */
  void run() {
    long start = machine.nanoTime();
    notifier.tell(() -> log.info("stopping: no new messages; finishing those in work"));
    stopTaking();
    Duration drain = limits.drain().minusNanos(machine.nanoTime() - start);
    boolean isInTime = Uninterruptibly.await(machine, drained, drain);
    if (ended.getCount() > 0) {
      // With none in work the workers are about to end: to hand back outlasts the drain.
      if (!isInTime && isAnyInWork()) {
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
    closeWithin(patience, "the handlers", () -> rest.handlers().accept(left));
    closeWithin(step, "the housekeeper", rest.housekeeper()::close);
    closeWithin(step, "the connection", rest.transport()::close);
    var taken = Duration.ofNanos(machine.nanoTime() - start);
    notifier.tell(() -> log.info("stopped after {}", SettingText.rounded(taken)));
  }

  /** Interrupts what is in work; never blocks. A drain that is under way waits for it no longer. */
  void interrupt() {
    // Marked first, so that no worker takes the interrupt for a stray one of its handler's.
    finishAll();
    scope.cancel();
    drained.countDown();
  }

  /** The threads of all workers have ended. */
  void workersHaveEnded() {
    ended.countDown();
    drained.countDown();
  }

  /** Has all of them take no more; never blocks. */
  void finishAll() {
    workers.forEach(worker -> UserCode.run(worker::finish));
  }

  private boolean isAnyInWork() {
    return workers.stream().anyMatch(worker -> worker.inWork() > 0);
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
  static void close(String what, UserCode.Body closing) {
    Failure failed = UserCode.run(closing);
    if (failed != null) {
      UserCode.run( // a logger may throw too
          () -> log.error("{} could not be closed, and is left behind: {}", what, failed.stack()));
    }
  }
}
