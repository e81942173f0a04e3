package dev.weft.engine.partition;

import dev.weft.engine.Notifier;
import dev.weft.engine.Observer;
import dev.weft.engine.Threads;
import dev.weft.engine.UserCode;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.worker.Worker;
import dev.weft.transport.Failure;
import dev.weft.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of one replica's partitions, each on a thread of its own, one for a partition at a
 * time. Any thread may call any method; none but {@link #awaitEnd} blocks. What the guard calls
 * takes no lock, since whoever holds one may wait for a carrier of virtual threads; and nothing is
 * logged while it is held.
 */
final class PartitionWorkers implements LeaseGuard.Guarded {

  private static final Logger log = LoggerFactory.getLogger(PartitionWorkers.class);

  private enum State {
    AT_WORK,
    STOPPED,
    INTERRUPTED
  }

  private static final class Running {

    private final Worker worker;
    private final Thread thread;
    private final AtomicReference<State> state = new AtomicReference<>(State.AT_WORK);

    Running(Worker worker, Thread thread) {
      this.worker = worker;
      this.thread = thread;
    }

    /** Whether it was in the first state, and is in the second now. */
    boolean goesOn(State from, State to) {
      return state.compareAndSet(from, to);
    }
  }

  private final PartitionsSpec spec;
  private final Transport transport;
  private final Observer observer;
  private final Housekeeper housekeeper;
  private final Runnable ended;
  private final Notifier notifier;

  private final Map<Integer, Running> running = new ConcurrentSkipListMap<>();

  private final ReentrantLock lock = new ReentrantLock();
  // Both are guarded by the lock.
  private final Set<Integer> draining = new TreeSet<>();
  private boolean shut;

  /**
   * Nobody at work.
   *
   * @param ended called when a worker has ended, on its thread
   * @param notifier logs for threads that must not wait
   */
  PartitionWorkers(
      PartitionsSpec spec,
      Transport transport,
      Observer observer,
      Housekeeper housekeeper,
      Runnable ended,
      Notifier notifier) {
    this.spec = spec;
    this.transport = transport;
    this.observer = observer;
    this.housekeeper = housekeeper;
    this.ended = ended;
    this.notifier = notifier;
  }

  /** Has the partition served, unless it is, or its former worker has not ended yet. */
  void start(int partition) {
    lock.lock();
    try {
      if (!shut && !running.containsKey(partition) && !draining.contains(partition)) {
        begin(
            partition,
            Worker.helper(
                spec.workers().get(partition), transport, observer, housekeeper, () -> {}));
      }
    } finally {
      lock.unlock();
    }
  }

  private void begin(int partition, Worker worker) {
    boolean begun = false;
    try {
      Thread thread =
          Threads.virtual("weft-" + spec.name() + "-p" + partition, () -> run(partition, worker));
      running.put(partition, new Running(worker, thread)); // first, since its end removes it
      thread.start();
      begun = true;
    } finally {
      if (!begun) { // no memory for a thread, say: the next round tries again
        running.remove(partition);
        worker.discard();
      }
    }
  }

  /** Stops the workers of these; each partition is then {@linkplain #drained drained}. */
  void drain(Set<Integer> partitions) {
    lock.lock();
    try {
      draining.addAll(partitions);
    } finally {
      lock.unlock();
    }
    stop(partitions::contains);
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
    return Set.copyOf(running.keySet());
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
    } finally {
      lock.unlock();
    }
    return interrupt(partition -> !partitions.contains(partition));
  }

  /**
   * Has all workers take no more, and hand back what has not started.
   *
   * @return the threads that hand back, which end soon; none for workers that were stopped before
   */
  @Override
  public List<Thread> stopAll() {
    return stop(partition -> true);
  }

  /** Stops all, and interrupts what is at work; returns for which partitions that was new. */
  @Override
  public Set<Integer> interruptAll() {
    return interrupt(partition -> true);
  }

  /** Stops all, and starts none until {@link #open}. */
  List<Thread> shut() {
    lock.lock();
    try {
      shut = true;
    } finally {
      lock.unlock();
    }
    return stop(partition -> true);
  }

  /** Takes {@link #shut} back. */
  void open() {
    lock.lock();
    try {
      shut = false;
    } finally {
      lock.unlock();
    }
  }

  /** Has those go on that came to a stand. */
  void resume() {
    running.values().forEach(one -> one.worker.resume());
  }

  /** Waits until all that are stopped now have ended. */
  void awaitEnd() throws InterruptedException {
    for (Running one : running.values()) {
      one.thread.join();
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

  private List<Thread> stop(Predicate<Integer> which) {
    var stops = new ArrayList<Thread>();
    running.forEach(
        (partition, one) -> {
          if (which.test(partition) && one.goesOn(State.AT_WORK, State.STOPPED)) {
            contained(
                partition,
                () -> {
                  one.worker.shut(); // at once, while handing back may wait for the server
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
          if (which.test(partition) && one.goesOn(State.STOPPED, State.INTERRUPTED)) {
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
      notifier.tell(
          () ->
              log.error(
                  "handler {}: {}its worker could not be told to end: {}",
                  spec.name(),
                  spec.label(partition),
                  failure.stack()));
    }
  }

  private void run(int partition, Worker worker) {
    Failure failure = UserCode.run(worker::run);
    running.remove(partition);
    ended.run();
    if (failure != null && !failure.is(InterruptedException.class)) {
      log.error(
          "handler {}: {}its worker failed, and is begun anew: {}",
          spec.name(),
          spec.label(partition),
          failure.stack());
    }
  }
}
