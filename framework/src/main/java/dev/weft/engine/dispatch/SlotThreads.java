package dev.weft.engine.dispatch;

import dev.weft.engine.Threads;
import dev.weft.engine.UserCode;
import dev.weft.machine.Machine;
import dev.weft.transport.Failure;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the virtual threads on which a handler's messages run. Any thread may call it. */
final class SlotThreads {

  private static final Logger log = LoggerFactory.getLogger(SlotThreads.class);

  private final Machine machine;
  private final String handler;
  private final AtomicLong started = new AtomicLong();

  SlotThreads(Machine machine, String handler) {
    this.machine = machine;
    this.handler = handler;
  }

  /**
   * Starts one; throws nothing.
   *
   * @return why none could be started, for want of memory, say; null if it was started
   */
  @Nullable Failure start(Runnable task) {
    try {
      Threads.start(machine, "weft-" + handler + "-" + started.incrementAndGet(), task);
      return null;
    } catch (Throwable thrown) {
      return Failure.of(thrown);
    }
  }

  /** Says in the log that none could be started. Not under a lock, since a logger may block. */
  void logNotStarted(Failure failure) {
    UserCode.run( // a logger's appender may throw too
        () ->
            log.error(
                "handler {}: no thread could be started, next try within {} ms: {}",
                handler,
                Dispatch.LOOK.toMillis(),
                failure));
  }
}
