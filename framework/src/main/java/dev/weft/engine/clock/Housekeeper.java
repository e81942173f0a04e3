package dev.weft.engine.clock;

import dev.weft.engine.Threads;
import dev.weft.engine.UserCode;
import dev.weft.transport.Failure;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one clock of a runtime: does what comes round or comes due while handlers run, on a thread of
 * its own. They may log and call observers; keeping alive is not among them, and has its own thread
 * ({@link KeepAlive}).
 */
public final class Housekeeper implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Housekeeper.class);

  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Time time;
  private final ScheduledThreadPoolExecutor clock;
  private final KeepAlive keepAlive = new KeepAlive();
  private final Set<Once> waiting = ConcurrentHashMap.newKeySet();

  /** On the machine's time; has a thread only while there is something to come. */
  public Housekeeper() {
    this(Time.machine());
  }

  /**
   * With a time for whoever asks. The chores themselves go by the machine's, since what they look
   * after runs in it.
   */
  public Housekeeper(Time time) {
    this.time = time;
    clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("weft-housekeeper").factory());
    clock.setRemoveOnCancelPolicy(true);
    clock.setKeepAliveTime(IDLE.toNanos(), TimeUnit.NANOSECONDS);
    clock.allowCoreThreadTimeOut(true);
  }

  /** The time by which the runtime's workers pause. */
  public Time time() {
    return time;
  }

  /** Keeps alive what the runtime's workers hold. */
  public KeepAlive keepAlive() {
    return keepAlive;
  }

  /** Something done at intervals, until it is closed; a chore under way then finishes. */
  public interface Chore extends AutoCloseable {
    @Override
    void close();
  }

  /** Has something done each time the interval is over, first after one interval. */
  public Chore every(Duration interval, Runnable task) {
    long nanos = Math.max(1, interval.toNanos());
    ScheduledFuture<?> schedule =
        clock.scheduleAtFixedRate(() -> attempt(task), nanos, nanos, TimeUnit.NANOSECONDS);
    return () -> schedule.cancel(false);
  }

  /**
   * Has something done once: when the delay is over, or when the housekeeper is closed before that,
   * so that nobody waits for it in vain.
   *
   * @return false if the housekeeper is closed already; the task is not run
   */
  @SuppressWarnings("FutureReturnValueIgnored") // it is waited for by nobody, and fails in the log
  public boolean after(Duration delay, Runnable task) {
    long nanos = TimeUnit.NANOSECONDS.convert(delay); // the longest there is, if it is longer
    var once = new Once(task);
    waiting.add(once);
    try {
      clock.schedule(() -> run(once), nanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (RejectedExecutionException e) {
      return !waiting.remove(once); // or else close() has run it
    }
  }

  /**
   * Starts a virtual thread. Where none can be started, for want of memory, say, the log says so
   * and it is tried again each second. Throws nothing.
   */
  public void start(String thread, Runnable task) {
    Failure failure = UserCode.run(() -> Threads.start(thread, task));
    if (failure != null) {
      UserCode.run( // a logger may throw too
          () ->
              log.error(
                  "thread {} could not be started, next try in {} s: {}",
                  thread,
                  AGAIN.toSeconds(),
                  failure));
      UserCode.run(() -> after(AGAIN, () -> start(thread, task)));
    }
  }

  /** Ends every chore, and runs what was to be done once. */
  @Override
  public void close() {
    keepAlive.close();
    clock.shutdownNow();
    waiting.forEach(this::run);
  }

  private void run(Once once) {
    if (waiting.remove(once)) {
      attempt(once.task);
    }
  }

  /** Told apart by what it is, not by its task. */
  private static final class Once {

    private final Runnable task;

    Once(Runnable task) {
      this.task = task;
    }
  }

  // One chore's failure is not the others': what is thrown here would end its schedule in silence.
  private static void attempt(Runnable task) {
    Failure failure = UserCode.run(task::run);
    if (failure != null) {
      UserCode.run( // a logger may throw too
          () ->
              log.warn(
                  "a chore failed; one that comes round is tried again at its next time: {}",
                  failure.stack()));
    }
  }
}
