package dev.weft.engine.maxdeliver;

import dev.weft.TransportException;
import dev.weft.engine.Threads;
import dev.weft.machine.Machine;
import dev.weft.transport.ConsumerState;
import dev.weft.transport.Failure;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One handler's {@link MaxDeliveriesWorker}, which is there only while it has something to do. One
 * thread, the watch's, has it begin and rest; any may call the rest.
 */
final class MaxDeliveriesHelper implements Threads.Lasting {

  private static final Logger log = LoggerFactory.getLogger(MaxDeliveriesHelper.class);

  private final Machine machine;
  private final String name;
  private final Supplier<MaxDeliveriesWorker> workers;
  private final Supplier<ConsumerState> state;
  private final boolean lasting;
  private @Nullable Thread thread; // of the watch's thread
  private volatile @Nullable MaxDeliveriesWorker worker;
  private volatile boolean wanted;

  /**
   * One that is at rest.
   *
   * @param workers makes a worker, to be run once
   * @param state how the consumer stands that it takes from; may block, and fail
   * @param lasting whether it is never to rest
   */
  MaxDeliveriesHelper(
      Machine machine,
      String name,
      Supplier<MaxDeliveriesWorker> workers,
      Supplier<ConsumerState> state,
      boolean lasting) {
    this.machine = machine;
    this.name = name;
    this.workers = workers;
    this.state = state;
    this.lasting = lasting;
  }

  boolean isLasting() {
    return lasting;
  }

  /** Has it work from now on; a second call does nothing. */
  void begin() {
    if (thread == null || !thread.isAlive()) {
      wanted = true;
      thread = Threads.start(machine, "weft-" + name, Threads.lasting(machine, this));
    }
  }

  /** Has it rest if all that was said is dealt with; blocks for a round trip, and for its end. */
  void restIfIdle() throws InterruptedException {
    if (thread != null && !lasting && isIdle()) {
      stop();
      join();
      thread = null;
    }
  }

  private boolean isIdle() {
    try {
      ConsumerState now = state.get();
      return now.pending() == 0 && now.ackPending() == 0;
    } catch (TransportException e) {
      log.debug("{}: not known to be idle: {}", name, e.getMessage());
      return false;
    }
  }

  /** As {@link MaxDeliveriesWorker#finish}; it does not begin again. */
  void finish() {
    wanted = false;
    MaxDeliveriesWorker present = worker;
    if (present != null) {
      present.finish();
    }
  }

  /** As {@link MaxDeliveriesWorker#stop}; it does not begin again. */
  void stop() {
    wanted = false;
    MaxDeliveriesWorker present = worker;
    if (present != null) {
      present.stop();
    }
  }

  /** Waits until it has ended, if it has begun; {@link #stop} has been called. */
  void join() throws InterruptedException {
    if (thread != null) {
      machine.join(thread, Long.MAX_VALUE);
    }
  }

  /** Interrupts what is at work. */
  void interrupt() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  boolean isReading() {
    return worker != null;
  }

  int inWork() {
    MaxDeliveriesWorker present = worker;
    return present == null ? 0 : present.inWork();
  }

  /** Why something that has died is not kept; empty if nothing is known of it. */
  Optional<String> problem() {
    MaxDeliveriesWorker present = worker;
    return present == null
        ? Optional.empty()
        : present.problem().map(problem -> "handler " + name + ": " + problem);
  }

  @Override
  public void run() throws InterruptedException {
    MaxDeliveriesWorker next = workers.get();
    worker = next;
    try {
      if (!wanted) { // who stops it may not have seen it
        next.finish();
      }
      next.run();
    } finally {
      worker = null;
    }
  }

  @Override
  public boolean isWanted() {
    return wanted;
  }

  @Override
  public void failed(Failure failure) {
    // The log has it by now, and it is begun again.
  }
}
