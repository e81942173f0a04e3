package dev.weft.simulation.machine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Brings threads that the JDK says can run among the {@link Runnables}, at once or when they may.
 */
final class Wakeups {

  /** Another run's thread in this JVM has woken one of ours: by a lock of the JDK's, say. */
  private record Foreign(Replica replica, Runnable continuation) {}

  private final Agenda agenda;
  private final Schedule schedule;
  private final Runnables runnable;
  private final Preemption preemption;
  private final Queue<Foreign> foreign = new ConcurrentLinkedQueue<>();
  private int begun;

  Wakeups(Agenda agenda, Schedule schedule, Runnables runnable, Preemption preemption) {
    this.agenda = agenda;
    this.schedule = schedule;
    this.runnable = runnable;
    this.preemption = preemption;
  }

  /** A thread can run, as the JDK says on whatever thread. */
  void submit(Replica replica, Runnable continuation) {
    if (preemption.isOwner() || preemption.running() != null) {
      ready(replica, continuation);
    } else {
      foreign.add(new Foreign(replica, continuation));
      LockSupport.unpark(preemption.owner());
    }
  }

  /** Takes what other runs' threads have woken. */
  void takeForeign() {
    Foreign next = foreign.poll();
    while (next != null) {
      ready(next.replica, next.continuation);
      next = foreign.poll();
    }
  }

  private void ready(Replica replica, Runnable continuation) {
    if (replica.isDead()) {
      return;
    }
    Strand strand = replica.strand(continuation);
    if (strand.isQueued) {
      return; // a look at its stack submits it a second time
    }
    strand.isQueued = true;
    if (strand.stall > 0) {
      long stall = strand.stall;
      strand.stall = 0;
      agenda.after(stall, () -> enqueue(strand));
    } else {
      enqueue(strand);
    }
  }

  /** A thread of the replica begins. */
  Strand begin(Replica replica, Runnable continuation) {
    var strand = new Strand(replica, continuation, begun);
    begun++;
    schedule.begin(strand);
    return strand;
  }

  private void enqueue(Strand strand) {
    if (strand.replica.isDead()) {
      return;
    }
    if (strand.replica.isFrozen()) {
      strand.replica.hold(strand);
      return;
    }
    runnable.add(strand);
    preemption.ready(strand);
  }

  /** None of the replica's threads can run for that long. */
  void freeze(Replica replica, long nanos) {
    replica.freezeUntil(agenda.now() + nanos);
    for (int i = 0; i < runnable.size(); i++) {
      if (runnable.get(i).replica == replica) {
        replica.hold(runnable.get(i));
      }
    }
    runnable.removeIf(strand -> strand.replica == replica);
    agenda.after(nanos, () -> replica.thaw(agenda.now()).forEach(this::enqueue));
  }

  /** None of the replica's threads can run again. */
  void kill(Replica replica) {
    replica.kill();
    runnable.removeIf(strand -> strand.replica == replica);
  }
}
