package dev.weft.engine;

import dev.weft.transport.Failure;
import dev.weft.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of one replica's partitions, each on a thread of its own, one for a partition at a
 * time. Any thread may call any method; none but {@link #awaitEnd} blocks.
 */
final class PartitionWorkers implements Fence.Fenced {

  private static final Logger log = LoggerFactory.getLogger(PartitionWorkers.class);

  private enum State {
    AT_WORK,
    STOPPED,
    INTERRUPTED
  }

  private static final class Running {

    private final Worker worker;
    private final Thread thread;
    private State state = State.AT_WORK;

    Running(Worker worker, Thread thread) {
      this.worker = worker;
      this.thread = thread;
    }
  }

  private final PartitionsSpec spec;
  private final Transport transport;
  private final Observer observer;
  private final Housekeeper housekeeper;
  private final Runnable ended;

  private final ReentrantLock lock = new ReentrantLock();
  // All of these are guarded by the lock.
  // Written under the lock, and read for a probe without it: who holds it may wait for a carrier.
  private final Map<Integer, Running> running = new ConcurrentSkipListMap<>();
  private final Set<Integer> draining = new TreeSet<>();
  private boolean shut;

  /**
   * Nobody at work.
   *
   * @param ended called when a worker has ended, on its thread
   */
  PartitionWorkers(
      PartitionsSpec spec,
      Transport transport,
      Observer observer,
      Housekeeper housekeeper,
      Runnable ended) {
    this.spec = spec;
    this.transport = transport;
    this.observer = observer;
    this.housekeeper = housekeeper;
    this.ended = ended;
  }

  /** Has the partition served, unless it is, or its former worker has not ended yet. */
  void start(int partition) {
    lock.lock();
    try {
      if (!shut && !running.containsKey(partition) && !draining.contains(partition)) {
        Worker worker =
            Worker.helper(
                spec.workers().get(partition), transport, observer, housekeeper, () -> {});
        Thread thread =
            Threads.start("weft-" + spec.name() + "-p" + partition, () -> run(partition, worker));
        running.put(partition, new Running(worker, thread)); // its end waits for the lock
      }
    } finally {
      lock.unlock();
    }
  }

  /** Stops the workers of these; each partition is then {@linkplain #drained drained}. */
  void drain(Set<Integer> partitions) {
    lock.lock();
    try {
      draining.addAll(partitions);
      stop(draining::contains);
    } finally {
      lock.unlock();
    }
  }

  /** These are drained, and not ours any more. */
  void letGo(Set<Integer> partitions) {
    lock.lock();
    try {
      draining.removeAll(partitions);
    } finally {
      lock.unlock();
    }
  }

  /** What is being drained, or is drained and not yet {@linkplain #letGo let go of}. */
  Set<Integer> draining() {
    lock.lock();
    try {
      return Set.copyOf(draining);
    } finally {
      lock.unlock();
    }
  }

  /** Those whose workers were to stop and have ended. */
  Set<Integer> drained() {
    lock.lock();
    try {
      Set<Integer> drained = new TreeSet<>(draining);
      drained.removeAll(running.keySet());
      return drained;
    } finally {
      lock.unlock();
    }
  }

  /** Those with a worker that has not ended. */
  Set<Integer> running() {
    lock.lock();
    try {
      return Set.copyOf(running.keySet());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Interrupts at once what is at work for any other partition.
   *
   * @return those others
   */
  Set<Integer> keepOnly(Set<Integer> partitions) {
    lock.lock();
    try {
      draining.retainAll(partitions);
      return interrupt(partition -> !partitions.contains(partition));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Has all workers take no more, and hand back what has not started.
   *
   * @return the threads that hand back, which end soon; none for workers that were stopped before
   */
  @Override
  public List<Thread> stopAll() {
    lock.lock();
    try {
      return stop(partition -> true);
    } finally {
      lock.unlock();
    }
  }

  /** Stops all, and interrupts what is at work; returns for which partitions that was new. */
  @Override
  public Set<Integer> interruptAll() {
    lock.lock();
    try {
      return interrupt(partition -> true);
    } finally {
      lock.unlock();
    }
  }

  /** Stops all, and starts none until {@link #open}. */
  List<Thread> shut() {
    lock.lock();
    try {
      shut = true;
      return stop(partition -> true);
    } finally {
      lock.unlock();
    }
  }

  /** Takes {@link #shut} back, and has those go on that came to a stand. */
  void open() {
    lock.lock();
    try {
      shut = false;
      running.values().forEach(one -> one.worker.resume());
    } finally {
      lock.unlock();
    }
  }

  /** Waits until all that are stopped now have ended. */
  void awaitEnd() throws InterruptedException {
    for (Thread thread : threads()) {
      thread.join();
    }
  }

  /** Why one of them takes nothing now. Never blocks. */
  Optional<String> problem() {
    return running.entrySet().stream()
        .flatMap(
            one ->
                one.getValue().worker.problem().stream()
                    .map(problem -> spec.label(one.getKey()) + problem))
        .findFirst();
  }

  private List<Thread> threads() {
    lock.lock();
    try {
      return running.values().stream().map(one -> one.thread).toList();
    } finally {
      lock.unlock();
    }
  }

  private List<Thread> stop(Predicate<Integer> which) {
    var stops = new ArrayList<Thread>();
    running.forEach(
        (partition, one) -> {
          if (which.test(partition) && one.state == State.AT_WORK) {
            one.state = State.STOPPED;
            contained(
                partition,
                () -> {
                  one.worker.finish(); // at once, while handing back may wait for the server
                  stops.add(
                      Threads.start(
                          "weft-stop-" + spec.name() + "-p" + partition, one.worker::stop));
                });
          }
        });
    return stops;
  }

  private Set<Integer> interrupt(Predicate<Integer> which) {
    stop(which);
    var interrupted = new TreeSet<Integer>();
    running.forEach(
        (partition, one) -> {
          if (which.test(partition) && one.state == State.STOPPED) {
            one.state = State.INTERRUPTED;
            contained(partition, one.worker::interrupt);
            one.thread.interrupt();
            interrupted.add(partition);
          }
        });
    return interrupted;
  }

  // What one of them throws keeps none of the others from its stop or its interrupt.
  private void contained(int partition, UserCode.Body action) {
    Failure failure = UserCode.run(action);
    if (failure != null) {
      log.error(
          "handler {}: {}its worker could not be told to end: {}",
          spec.name(),
          spec.label(partition),
          failure.stack());
    }
  }

  private void run(int partition, Worker worker) {
    try {
      worker.run();
    } catch (InterruptedException e) {
      log.debug("handler {}: partition {}: its worker was interrupted", spec.name(), partition);
    } catch (Throwable thrown) {
      log.error(
          "handler {}: {}its worker failed, and is begun anew: {}",
          spec.name(),
          spec.label(partition),
          Failure.of(thrown).stack());
    } finally {
      lock.lock();
      try {
        running.remove(partition);
      } finally {
        lock.unlock();
      }
      ended.run();
    }
  }
}
