package dev.weft.engine.partition;

import dev.weft.engine.ManagedWorker;
import dev.weft.engine.Notifier;
import dev.weft.engine.Observer;
import dev.weft.engine.Threads;
import dev.weft.engine.Uninterruptibly;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.worker.Worker;
import dev.weft.machine.Machine;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica of a handler whose messages are partitioned: has a {@link Worker} for each partition
 * that it owns, and renews its leases each second (ADR 0022). Where one partition has everything,
 * one replica is active and the others stand by; those are ready too (ADR 0031).
 *
 * <p>{@link #run} renews the leases, on a thread of its own. Each worker has a thread of its own
 * too.
 */
public final class PartitionedWorker implements ManagedWorker {

  private static final Logger log = LoggerFactory.getLogger(PartitionedWorker.class);

  private static final Duration RENEW = Duration.ofSeconds(1);
  private static final Duration RENEW_AGAIN = RENEW.dividedBy(4); // after one that was not heard
  private static final int LAST_TRIES = 6;

  /** What this replica is to do. */
  enum Wish {
    TAKE,
    PAUSE,
    STOP
  }

  private final Machine machine;
  private final PartitionsSpec spec;
  private final PartitionWorkers workers;
  private final LeaseGuard leaseGuard;
  private final LeaseRenewal leases;
  // The renewing thread neither logs nor takes a lock for which virtual threads wait: whatever
  // blocks, the leases are renewed.
  private final Notifier notifier;

  private final ReentrantLock lock = new ReentrantLock();
  private volatile Wish wish = Wish.TAKE; // written under the lock
  private List<Thread> handingBack = List.of(); // guarded by the lock
  private volatile boolean awake;
  private volatile @Nullable Thread renewing;

  /**
   * A replica that nothing is known of before {@link #run}.
   *
   * @param housekeeper closed by somebody else, after the worker has ended
   * @param restore creates the stream of leases if it is gone
   */
  public PartitionedWorker(
      PartitionsSpec spec,
      Transport transport,
      Observer observer,
      Housekeeper housekeeper,
      Runnable restore) {
    this.machine = housekeeper.machine();
    this.spec = spec;
    this.notifier = new Notifier(machine, "weft-" + spec.name() + "-log");
    this.workers =
        new PartitionWorkers(spec, transport, observer, housekeeper, this::wake, notifier);
    this.leaseGuard = new LeaseGuard(machine, spec.name(), spec.lease(), workers, notifier);
    var client = new LeaseClient(machine, spec, transport::registers, restore);
    this.leases = new LeaseRenewal(spec, client, leaseGuard, workers, notifier, () -> wish);
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public void run() throws InterruptedException {
    // Not on the calling thread, which is a virtual one: handlers that compute would take the
    // carriers, and it could not renew the leases of what they have in flight.
    var agreement = new FutureTask<>(this::agree);
    Thread thread = Threads.platform(machine, "weft-" + spec.name() + "-leases", agreement);
    renewing = thread;
    try {
      leaseGuard.start();
      thread.start();
      agreement.get();
    } catch (InterruptedException e) {
      shut(Wish.STOP);
      workers.interruptAll();
      workers.awaitEnd();
      Uninterruptibly.join(thread); // and is gone for the others too
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the replicas agree no more", e.getCause());
    } finally {
      leaseGuard.close();
    }
  }

  /** Agrees with the other replicas until it is stopped; returns whether they were told of that. */
  private boolean agree() throws InterruptedException {
    int triesLeft = LAST_TRIES;
    while (isNeeded() && triesLeft > 0) {
      boolean told = leases.renew();
      if (isAlone() && !told) {
        triesLeft--;
      }
      if (isNeeded()) {
        awaitNext(told ? RENEW : RENEW_AGAIN);
      }
    }
    if (leases.areTaken()) {
      notifier.tell(
          () ->
              log.warn(
                  "handler {}: the others were not told that it stops; they take over what it had"
                      + " after {} s",
                  spec.name(),
                  spec.lease().toSeconds()));
    }
    return !leases.areTaken();
  }

  /**
   * Takes no more, and hands back what was not started. Blocks until that is sent, for a bounded
   * time. What is in flight goes on; each partition goes to another replica when its own has ended.
   */
  @Override
  public void stop() {
    join(shut(Wish.STOP));
  }

  @Override
  public void finish() {
    shut(Wish.STOP);
  }

  /** As {@link #stop}, until {@link #resume}: meanwhile the other replicas serve its partitions. */
  @Override
  public void pause() {
    join(shut(Wish.PAUSE));
  }

  @Override
  public void resume() {
    boolean takes;
    lock.lock();
    try {
      if (wish == Wish.PAUSE) {
        wish = Wish.TAKE;
        notifier.tell(() -> log.info("handler {}: resumed", spec.name()));
      }
      takes = wish == Wish.TAKE;
      if (takes) {
        workers.open();
      }
    } finally {
      lock.unlock();
    }
    wake();
    if (takes) {
      workers.resume();
    }
  }

  @Override
  public int inWork() {
    return workers.inWork();
  }

  @Override
  public Optional<String> problem() {
    return wish == Wish.PAUSE
        ? Optional.of("paused by Weft.pause, until Weft.resume is called")
        : leases.problem().or(workers::problem);
  }

  /** Returns the threads that hand back, also those that another call has started. */
  private List<Thread> shut(Wish wanted) {
    List<Thread> stops;
    lock.lock();
    try {
      if (wish.compareTo(wanted) < 0) {
        if (wanted == Wish.PAUSE) {
          notifier.tell(() -> log.info("handler {}: paused", spec.name()));
        }
        wish = wanted;
        handingBack =
            Stream.concat(handingBack.stream().filter(Thread::isAlive), workers.shut().stream())
                .toList();
      }
      stops = handingBack;
    } finally {
      lock.unlock();
    }
    wake();
    return stops;
  }

  private static void join(List<Thread> stops) {
    stops.forEach(Uninterruptibly::join);
  }

  private void wake() {
    awake = true;
    LockSupport.unpark(renewing);
  }

  // Not all at the same moment: they would write over each other again and again.
  private void awaitNext(Duration tick) throws InterruptedException {
    long tenth = tick.toNanos() / 10;
    long nanos = tick.toNanos() + machine.random().nextLong(-tenth, tenth);
    long next = machine.nanoTime() + nanos;
    while ((nanos > 0 && !awake) || (wish == Wish.PAUSE && !isHere())) {
      machine.parkNanos(this, nanos > 0 ? nanos : RENEW.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      nanos = next - machine.nanoTime();
    }
    awake = false; // before the round, which sees all that was changed by now
  }

  private boolean isNeeded() {
    return wish != Wish.STOP || isHere();
  }

  /** Whether a worker has not ended here, or the others still count on this replica. */
  private boolean isHere() {
    return leases.areTaken() || !workers.running().isEmpty();
  }

  /** Whether nothing is left to do but to tell the others. */
  private boolean isAlone() {
    return wish == Wish.STOP && workers.running().isEmpty();
  }
}
