package dev.weft.runtime;

import dev.weft.config.ShutdownConfig;
import dev.weft.engine.Housekeeper;
import dev.weft.engine.Worker;
import dev.weft.transport.SettingText;
import dev.weft.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running workers in their scope, and the order in which they are stopped. */
final class Workers {

  private static final Logger log = LoggerFactory.getLogger(Workers.class);

  private final List<Worker> handlers;
  private final List<Worker> workers;
  private final Housekeeper housekeeper;
  private final Transport transport;
  private final ShutdownConfig limits;
  private final WorkerScope scope = new WorkerScope();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1); // every worker's thread
  private final CountDownLatch closed = new CountDownLatch(1); // and the transport
  private volatile @Nullable Throwable failure;

  private Workers(
      List<Worker> handlers,
      List<Worker> helpers,
      Housekeeper housekeeper,
      Transport transport,
      ShutdownConfig limits) {
    this.handlers = List.copyOf(handlers);
    this.workers = Stream.concat(handlers.stream(), helpers.stream()).toList();
    this.housekeeper = housekeeper;
    this.transport = transport;
    this.limits = limits;
  }

  /**
   * Forks a thread for each worker, in a scope that a thread of its own owns.
   *
   * @param helpers what works beside the handlers, and is not for a caller to pause
   */
  static Workers fork(
      List<Worker> handlers,
      List<Worker> helpers,
      Housekeeper housekeeper,
      Transport transport,
      ShutdownConfig limits) {
    var forked = new Workers(handlers, helpers, housekeeper, transport, limits);
    Thread.ofVirtual().name("weft-scope").start(forked::runScope);
    log.info("at work: {}", forked.names());
    return forked;
  }

  void join() throws InterruptedException {
    closed.await();
    Throwable cause = failure;
    if (cause != null) {
      throw new IllegalStateException(cause.getMessage(), cause);
    }
  }

  void stop() {
    if (stopping.compareAndSet(false, true)) {
      drain();
    } else {
      Uninterruptibly.await(closed);
    }
  }

  void stopNow() {
    // Marked first, so that no worker takes the interrupt for a stray one of its handler's.
    workers.forEach(Worker::finish);
    scope.cancel();
    stop();
  }

  List<String> problems() {
    var problems = new ArrayList<String>();
    if (stopping.get()) {
      problems.add("stopping");
    }
    transport.problem().ifPresent(problems::add);
    for (Worker worker : workers) {
      worker
          .problem()
          .ifPresent(problem -> problems.add("handler " + worker.name() + ": " + problem));
    }
    return problems;
  }

  void pause(String handler) {
    worker(handler).pause();
  }

  void resume(String handler) {
    worker(handler).resume();
  }

  private Worker worker(String handler) {
    return handlers.stream()
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
    return handlers.stream().map(Worker::name).collect(Collectors.joining(", "));
  }

  private void runScope() {
    try {
      scope.run(
          "weft",
          workers.stream()
              .map(worker -> new WorkerScope.Task("weft-" + worker.name(), worker::run))
              .toList());
    } catch (InterruptedException | RuntimeException e) {
      failure = e;
      log.error("the workers stop, because one of them failed", e);
    } finally {
      ended.countDown();
      stop(); // without effect if this is how a stop ends
    }
  }

  /** In this order, and no other: docs/guarantees.md promises each step. */
  private void drain() {
    long start = System.nanoTime();
    log.info("stopping: no new messages; finishing those in work");
    stopTaking();
    if (!Uninterruptibly.await(ended, limits.drain().minusNanos(System.nanoTime() - start))) {
      log.warn(
          "messages still in work after {}: interrupting their handlers",
          SettingText.of(limits.drain()));
      scope.cancel();
      if (!Uninterruptibly.await(ended, limits.interrupt())) {
        log.error(
            "handlers still at work {} after their interrupt are left behind; their messages come"
                + " again after the ack wait",
            SettingText.of(limits.interrupt()));
      }
    }
    housekeeper.close();
    transport.close();
    log.info("stopped after {} ms", (System.nanoTime() - start) / 1_000_000);
    closed.countDown();
  }

  // All at once: each waits for its open pull to end.
  private void stopTaking() {
    var stops = new ArrayList<Thread>();
    for (Worker worker : workers) {
      stops.add(Thread.ofVirtual().name("weft-stop-" + worker.name()).start(worker::stop));
    }
    for (Thread stop : stops) {
      Uninterruptibly.join(stop);
    }
  }
}
