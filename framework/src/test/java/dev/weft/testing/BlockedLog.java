package dev.weft.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A logger, and those below it, whose calls do not return while this is open: a full pipe, say. */
public final class BlockedLog implements AutoCloseable {

  private final Appender appender = new Appender();
  private final TakenLog log;

  private BlockedLog(String logger, Level level) {
    log = new TakenLog(logger, level, appender);
  }

  /** Blocks what is logged at the given level and above. */
  public static BlockedLog of(String logger, Level level) {
    return new BlockedLog(logger, level);
  }

  /** How many calls have come, of which none has returned. */
  public int calls() {
    return appender.calls.get();
  }

  /** Lets all of them return. */
  @Override
  public void close() {
    log.close();
    appender.open.countDown();
  }

  private static final class Appender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    protected void append(ILoggingEvent event) {
      calls.incrementAndGet();
      boolean interrupted = false;
      while (open.getCount() > 0) { // as a write to a pipe does not heed an interrupt
        try {
          open.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
