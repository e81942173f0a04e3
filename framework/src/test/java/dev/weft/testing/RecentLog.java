package dev.weft.testing;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.LoggerFactory;

/** The last lines that were logged in this process, also those that a test has taken for itself. */
final class RecentLog {

  private static final int MOST = 4_000;
  private static final String PATTERN =
      "%d{HH:mm:ss.SSS} %-5level [%thread] %logger{0} %mdc: %msg%n%ex{30}";

  private static final RecentLog OF_PROCESS = new RecentLog();

  private final PatternLayout layout = new PatternLayout();
  private final Lines lines = new Lines();

  private record Line(Instant at, String text) {}

  private RecentLog() {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    layout.setContext(context);
    layout.setPattern(PATTERN);
    layout.start();
    lines.setContext(context);
    lines.start();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(lines);
  }

  /** Begins to keep lines, unless it has begun. */
  static RecentLog ofProcess() {
    return OF_PROCESS;
  }

  /** What a logger that tells no other has to be given, so that its lines are kept too. */
  static Appender<ILoggingEvent> appender() {
    return OF_PROCESS.lines;
  }

  /** Those since then, oldest first, as far as they are kept. */
  List<String> since(Instant begin) {
    return lines.copy().stream()
        .filter(line -> !line.at().isBefore(begin))
        .map(Line::text)
        .toList();
  }

  private final class Lines extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Line> kept = new ArrayDeque<>();

    @Override
    protected void append(ILoggingEvent event) {
      var line = new Line(event.getInstant(), layout.doLayout(event));
      lock.lock();
      try {
        if (kept.size() >= MOST) {
          kept.removeFirst();
        }
        kept.add(line);
      } finally {
        lock.unlock();
      }
    }

    List<Line> copy() {
      lock.lock();
      try {
        return new ArrayList<>(kept);
      } finally {
        lock.unlock();
      }
    }
  }
}
