package dev.weft.engine.partition;

import dev.weft.engine.Notifier;
import dev.weft.engine.Observer;
import dev.weft.engine.Threads;
import dev.weft.engine.UserCode;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.partition.PartitionLife.Served;
import dev.weft.engine.worker.Worker;
import dev.weft.transport.Failure;
import dev.weft.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

  private final PartitionsSpec spec;
  private final Transport transport;
  private final Observer observer;
  private final Housekeeper housekeeper;
  private final Runnable ended;
  private final Notifier notifier;

  private final List<PartitionLife> lives; // by their numbers

  private final ReentrantLock lock = new ReentrantLock();
  private boolean shut; // guarded by the lock

  /**
   * No worker yet.
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
    this.lives = Stream.generate(PartitionLife::new).limit(spec.count()).toList();
  }

  /** Has the partition served, unless it is, or its former worker has not ended yet. */
  void start(int partition) {
    PartitionLife life = lives.get(partition);
    lock.lock();
    try {
      if (!shut && life.served() == null && !life.isReleasing()) {
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
    PartitionLife life = lives.get(partition);
    boolean begun = false;
    try {
      Thread thread =
          Threads.virtual(
              housekeeper.machine(),
              "weft-" + spec.name() + "-p" + partition,
              () -> run(partition, worker));
      life.start(new Served(worker, thread)); // before its thread, which says that it has ended
      thread.start();
      begun = true;
    } finally {
      if (!begun) { // no memory for a thread, say: the next round tries again
        life.ended();
        worker.discard();
      }
    }
  }

  /** Stops the workers of these; each partition is then {@linkplain #drained drained}. */
  void drain(Set<Integer> partitions) {
    for (int partition : partitions) {
      Served served = lives.get(partition).drain();
      if (served != null) {
        tellToStop(partition, served);
      }
    }
  }

  /** The others know that these are not this replica's any more. */
  void released(Set<Integer> partitions) {
    partitions.forEach(partition -> lives.get(partition).released());
  }

  /** What is being drained, or is drained and not yet {@linkplain #released released}. */
  Set<Integer> draining() {
    return those(PartitionLife::isReleasing);
  }

  /** Those whose workers were to stop and have ended. */
  Set<Integer> drained() {
    return those(PartitionLife::isDrained);
  }

  /** Those with a worker that has not ended. */
  Set<Integer> running() {
    return those(life -> life.served() != null);
  }

  /**
   * Interrupts at once what is in flight for any other partition.
   *
   * @return those others
   */
  Set<Integer> keepOnly(Set<Integer> partitions) {
    Set<Integer> others = those(life -> true);
    others.removeAll(partitions);
    released(others);
    return interrupt(others);
  }

  /**
   * Has all workers take no more, and hand back what has not started.
   *
   * @return the threads that hand back, which end soon; none for workers that were stopped before
   */
  @Override
  public List<Thread> stopAll() {
    return stop(those(life -> true));
  }

  /** Stops all, and interrupts what is in flight; returns for which partitions that was new. */
  @Override
  public Set<Integer> interruptAll() {
    return interrupt(those(life -> true));
  }

  /** Stops all, and starts none until {@link #open}. */
  List<Thread> shut() {
    lock.lock();
    try {
      shut = true;
    } finally {
      lock.unlock();
    }
    return stopAll();
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
    each((partition, served) -> served.worker().resume());
  }

  /** Waits until all that are stopped now have ended. */
  void awaitEnd() throws InterruptedException {
    for (PartitionLife life : lives) {
      Served served = life.served();
      if (served != null) {
        served.thread().join();
      }
    }
  }

  /** How many messages are in flight in all of them. */
  int inWork() {
    var count = new AtomicInteger();
    each((partition, served) -> count.addAndGet(served.worker().inWork()));
    return count.get();
  }

  /** Why one of them takes nothing now. Never blocks. */
  Optional<String> problem() {
    var problems = new ArrayList<String>();
    each(
        (partition, served) ->
            served
                .worker()
                .problem()
                .ifPresent(problem -> problems.add(spec.label(partition) + problem)));
    return problems.stream().findFirst();
  }

  private void each(BiConsumer<Integer, Served> action) {
    for (int partition = 0; partition < lives.size(); partition++) {
      Served served = lives.get(partition).served();
      if (served != null) {
        action.accept(partition, served);
      }
    }
  }

  private Set<Integer> those(Predicate<PartitionLife> which) {
    var found = new TreeSet<Integer>();
    for (int partition = 0; partition < lives.size(); partition++) {
      if (which.test(lives.get(partition))) {
        found.add(partition);
      }
    }
    return found;
  }

  private List<Thread> stop(Set<Integer> partitions) {
    var stops = new ArrayList<Thread>();
    for (int partition : partitions) {
      Served served = lives.get(partition).stop();
      if (served != null) {
        tellToStop(partition, served).ifPresent(stops::add);
      }
    }
    return stops;
  }

  /** Has a worker take no more; returns the thread that hands back what it has not started. */
  private Optional<Thread> tellToStop(int partition, Served served) {
    var handsBack = new AtomicReference<@Nullable Thread>();
    contained(
        partition,
        () -> {
          served.worker().shut(); // at once, while handing back may wait for the server
          handsBack.set(
              Threads.start(
                  housekeeper.machine(),
                  "weft-stop-" + spec.name() + "-p" + partition,
                  served.worker()::stop));
        });
    return Optional.ofNullable(handsBack.get());
  }

  private Set<Integer> interrupt(Set<Integer> partitions) {
    stop(partitions);
    var interrupted = new TreeSet<Integer>();
    for (int partition : partitions) {
      Served served = lives.get(partition).interrupt();
      if (served != null) {
        contained(
            partition,
            () -> {
              served.worker().shut(); // who has it stop may not have come so far
              served.worker().interrupt();
            });
        served.thread().interrupt();
        interrupted.add(partition);
      }
    }
    return interrupted;
  }

  // What one worker throws does not keep the others from being stopped or interrupted.
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
    lives.get(partition).ended();
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
