package dev.weft.engine.clock;

import dev.weft.engine.Threads;
import dev.weft.engine.UserCode;
import dev.weft.machine.Machine;
import dev.weft.machine.Timers;
import dev.weft.transport.Failure;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one clock of a runtime: does what comes round or comes due while handlers run, on a thread of
 * its own. They may log and call observers; keeping alive is not among them, and has its own thread
 * ({@link KeepAlive}).
 */
public final class Housekeeper implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Housekeeper.class);

  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Time time;
  private final Machine machine;
  private final Timers timers;
  private final KeepAlive keepAlive;
  private final AtomicLong onces = new AtomicLong();
  private final Set<Once> waiting = new ConcurrentSkipListSet<>();

  /** With the machine's own time for whoever asks. */
  public Housekeeper(Machine machine) {
    this(machine, Time.of(machine));
  }

  /**
   * With another time for whoever asks. The chores themselves go by the machine's, since what they
   * look after runs in it.
   */
  public Housekeeper(Machine machine, Time time) {
    this.machine = machine;
    this.time = time;
    this.timers = machine.timers("weft-housekeeper");
    this.keepAlive = new KeepAlive(machine);
  }

  /** The machine that the runtime runs on. */
  public Machine machine() {
    return machine;
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
    Timers.Timer timer = timers.every(nanos, () -> attempt(task));
    return timer::cancel;
  }

  /**
   * Has something done once: when the delay is over, or when the housekeeper is closed before that,
   * so that nobody waits for it in vain.
   *
   * @return false if the housekeeper is closed already; the task is not run
   */
  public boolean after(Duration delay, Runnable task) {
    long nanos = TimeUnit.NANOSECONDS.convert(delay); // the longest there is, if it is longer
    var once = new Once(onces.incrementAndGet(), task);
    waiting.add(once);
    try {
      timers.after(nanos, () -> run(once));
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
    Failure failure = UserCode.run(() -> Threads.start(machine, thread, task));
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
    timers.close();
    waiting.forEach(this::run);
  }

  private void run(Once once) {
    if (waiting.remove(once)) {
      attempt(once.task());
    }
  }

  /** Told apart by its number, not by its task; a close runs them in the order of these. */
  private record Once(long number, Runnable task) implements Comparable<Once> {

    @Override
    public int compareTo(Once other) {
      return Long.compare(number, other.number);
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
