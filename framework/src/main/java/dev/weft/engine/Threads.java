package dev.weft.engine;

import dev.weft.machine.Machine;
import dev.weft.transport.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The frame in which every thread of the framework runs: none ends in silence, whatever its task
 * throws.
 *
 * <p>A task that must not end before somebody wants it to is {@linkplain #lasting lasting}: it is
 * begun again. Any other gives back in its own {@code finally} what it holds.
 */
public final class Threads {

  private static final Logger log = LoggerFactory.getLogger(Threads.class);
  private static final long AGAIN_NANOS = 1_000_000_000L;

  /** A task that goes on until nobody wants it any more. */
  public interface Lasting {

    /** Does its work, on its thread; returns when it is not wanted any more, or to begin again. */
    void run() throws InterruptedException;

    /** Whether it is to go on; asked on its thread. */
    boolean isWanted();

    /** It threw, and is begun again in a second; on its thread. May do nothing. */
    void failed(Failure failure);
  }

  private Threads() {}

  /** A virtual thread that is not started yet; what its task throws is logged. */
  public static Thread virtual(Machine machine, String name, Runnable task) {
    return machine.virtual(name, () -> once(task));
  }

  /** Starts a virtual thread; what its task throws is logged. */
  public static Thread start(Machine machine, String name, Runnable task) {
    Thread thread = virtual(machine, name, task);
    thread.start();
    return thread;
  }

  /**
   * A daemon platform thread that is not started yet: for what must run though handlers take all
   * the carriers of virtual threads. What its task throws is logged.
   */
  public static Thread platform(Machine machine, String name, Runnable task) {
    return machine.platform(name, () -> once(task));
  }

  /** A task for either kind of thread that is begun again as long as it is wanted. */
  public static Runnable lasting(Machine machine, Lasting task) {
    return () -> {
      while (task.isWanted()) {
        try {
          task.run();
        } catch (InterruptedException e) {
          log.debug("{}: interrupted", Thread.currentThread().getName());
        } catch (Throwable thrown) {
          Failure failure = Failure.of(thrown);
          report(failure, "is begun again in a second");
          UserCode.run(() -> task.failed(failure));
          if (task.isWanted()) {
            machine.parkNanos(task, AGAIN_NANOS);
          }
        }
      }
    };
  }

  /** Has a logger write the frames of another thread; nobody throws it. */
  public static Throwable stack(String what, StackTraceElement[] frames) {
    var stack = new Throwable(what);
    stack.setStackTrace(frames);
    return stack;
  }

  private static void once(Runnable task) {
    Failure failure = UserCode.run(task::run);
    if (failure != null) {
      report(failure, "has ended");
    }
  }

  private static void report(Failure failure, String what) {
    // A logger's appender may throw too, and there is nobody left to tell.
    UserCode.run(
        () ->
            log.error(
                "thread {} failed, which none may, and {}: {}",
                Thread.currentThread().getName(),
                what,
                failure.stack()));
  }
}
