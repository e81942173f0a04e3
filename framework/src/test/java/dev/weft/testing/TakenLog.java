package dev.weft.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What a logger and those below it log goes to one appender, and not to the console, until closed.
 */
final class TakenLog implements AutoCloseable {

  private final Logger logger;
  private final Appender<ILoggingEvent> appender;
  private final @Nullable Level before;

  /** Takes what is logged at the given level and above. */
  TakenLog(String name, Level level, Appender<ILoggingEvent> appender) {
    this.logger = (Logger) LoggerFactory.getLogger(name);
    this.appender = appender;
    this.before = logger.getLevel();
    logger.setAdditive(false);
    logger.setLevel(level);
    logger.addAppender(RecentLog.appender()); // before one that blocks or throws
    logger.addAppender(appender);
    appender.start();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.detachAppender(RecentLog.appender());
    logger.setAdditive(true);
    logger.setLevel(before);
  }
}
