package dev.weft.engine;

import dev.weft.machine.Machine;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has something looked at once a minute, elsewhere, and less often while that fails, as it does
 * without a permission. Any thread may call it.
 */
public final class RareLook {

  private static final Logger log = LoggerFactory.getLogger(RareLook.class);

  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(10);

  private final Machine machine;
  private final Runnable look;
  private final Executor executor;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile long dueAt;

  /**
   * A first look is due in a minute.
   *
   * @param look may block, and fail
   */
  public RareLook(Machine machine, Runnable look, Executor executor) {
    this.machine = machine;
    this.dueAt = machine.nanoTime() + EVERY.toNanos();
    this.look = look;
    this.executor = executor;
  }

  /** Looks if it is time; returns at once. */
  public void ifDue() {
    if (machine.nanoTime() - dueAt >= 0 && looking.compareAndSet(false, true)) {
      executor.execute(this::now);
    }
  }

  private void now() {
    Duration pause = EVERY;
    try {
      look.run();
    } catch (RuntimeException e) {
      pause = AFTER_A_FAILURE;
      log.debug("a look failed; the next one is in {} min", pause.toMinutes(), e);
    } finally {
      dueAt = machine.nanoTime() + pause.toNanos();
      looking.set(false);
    }
  }
}
