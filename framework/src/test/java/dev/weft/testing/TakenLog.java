package dev.weft.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import org.slf4j.LoggerFactory;

/** What a logger and those below it log goes to one appender, and nowhere else, until closed. */
final class TakenLog implements AutoCloseable {

  private final Logger logger;
  private final Appender<ILoggingEvent> appender;

  /** Takes what is logged at the given level and above. */
  TakenLog(String name, Level level, Appender<ILoggingEvent> appender) {
    this.logger = (Logger) LoggerFactory.getLogger(name);
    this.appender = appender;
    logger.setAdditive(false);
    logger.setLevel(level);
    logger.addAppender(appender);
    appender.start();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setAdditive(true);
    logger.setLevel(null);
  }
}
