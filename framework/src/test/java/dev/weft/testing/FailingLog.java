package dev.weft.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.concurrent.atomic.AtomicInteger;

/** A logger, and those below it, each call of which throws while this is open. */
public final class FailingLog implements AutoCloseable {

  private final Appender appender = new Appender();
  private final TakenLog log;

  private FailingLog(String logger, Level level) {
    log = new TakenLog(logger, level, appender);
  }

  /** Fails what is logged at the given level and above. */
  public static FailingLog of(String logger, Level level) {
    return new FailingLog(logger, level);
  }

  /** How many calls have come. */
  public int calls() {
    return appender.calls.get();
  }

  @Override
  public void close() {
    log.close();
  }

  private static final class Appender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public void doAppend(ILoggingEvent event) { // append's exceptions are caught
      append(event);
    }

    @Override
    protected void append(ILoggingEvent event) {
      calls.incrementAndGet();
      throw new IllegalStateException("the disk is full");
    }
  }
}
