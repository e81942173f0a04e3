package dev.weft.simulation.machine;

/** A simulated thread as the scheduler knows it. */
final class Strand {

  final Replica replica;
  final Thread thread;

  /** In the order of their starts, from 0: the same in each replay. */
  final int number;

  private final Runnable continuation;

  /** In the list of those that can run, or held back by its replica. */
  boolean isQueued;

  /** Above 0 while it must not be preempted. */
  int quiet;

  /** What the schedule thinks of it; the highest goes first. */
  long priority;

  /** It waits for others without blocking. */
  boolean isSpinning;

  /** How long it stands still before it can run again. */
  long stall;

  Strand(Replica replica, Runnable continuation, int number) {
    this.replica = replica;
    this.continuation = continuation;
    this.thread = VirtualThreads.of(continuation);
    this.number = number;
  }

  Runnable continuation() {
    return continuation;
  }

  /** Runs its next part, on the owner's thread. */
  void proceed() {
    continuation.run();
  }

  /** For a history: {@code replica/thread}. */
  String name() {
    return replica.name() + "/" + thread.getName();
  }

  /** What a fault's report says of it: its name and where it is. */
  String place() {
    var text = new StringBuilder(name());
    for (StackTraceElement frame : thread.getStackTrace()) {
      text.append("\n  at ").append(frame);
    }
    return text.toString();
  }
}
