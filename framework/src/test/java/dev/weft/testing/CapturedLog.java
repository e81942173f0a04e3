package dev.weft.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** What one logger and those below it log while this is open; the console sees none of it. */
public final class CapturedLog implements AutoCloseable {

  private final Lines lines = new Lines();
  private final TakenLog log;

  private CapturedLog(String logger, Level level) {
    log = new TakenLog(logger, level, lines);
  }

  /** Captures what is logged at the given level and above. */
  public static CapturedLog of(String logger, Level level) {
    return new CapturedLog(logger, level);
  }

  /** A line per event, as {@code WARN message}, with the failures that came along. */
  public List<String> lines() {
    return List.copyOf(lines.all);
  }

  /** The logging context of each line: as many as there are lines. */
  public List<Map<String, String>> contexts() {
    return List.copyOf(lines.contexts);
  }

  /** The frames that came along with the failures, as {@code Class.method}. */
  public List<String> frames() {
    return List.copyOf(lines.frames);
  }

  @Override
  public void close() {
    log.close();
  }

  private static final class Lines extends AppenderBase<ILoggingEvent> {

    private final List<String> all = new CopyOnWriteArrayList<>();
    private final List<Map<String, String>> contexts = new CopyOnWriteArrayList<>();
    private final List<String> frames = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      var line = new StringBuilder(event.getLevel() + " " + event.getFormattedMessage());
      for (IThrowableProxy failure = event.getThrowableProxy();
          failure != null;
          failure = failure.getCause()) {
        line.append(" <- ")
            .append(failure.getClassName())
            .append(": ")
            .append(failure.getMessage());
        for (StackTraceElementProxy frame : failure.getStackTraceElementProxyArray()) {
          StackTraceElement element = frame.getStackTraceElement();
          frames.add(element.getClassName() + "." + element.getMethodName());
        }
      }
      contexts.add(Map.copyOf(event.getMDCPropertyMap()));
      all.add(line.toString());
    }
  }
}
