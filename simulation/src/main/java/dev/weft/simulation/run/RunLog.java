package dev.weft.simulation.run;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import dev.weft.simulation.history.Happening;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Brings the warnings and errors of the log into the history of the run on whose thread they are
 * written. A thread knows its place from the one that started it.
 */
public final class RunLog extends UnsynchronizedAppenderBase<ILoggingEvent> {

  private static final InheritableThreadLocal<@Nullable Place> PLACE =
      new InheritableThreadLocal<>();

  private RunLog() {}

  /** Until it is closed nothing that this JVM logs is written but to histories. */
  public static Silence silence() {
    Logger root = root();
    List<Appender<ILoggingEvent>> before = new ArrayList<>();
    root.iteratorForAppenders().forEachRemaining(before::add);
    before.forEach(root::detachAppender);
    Logger weft = root.getLoggerContext().getLogger("dev.weft");
    Level level = weft.getLevel();
    weft.setLevel(Level.WARN);
    return () -> {
      weft.setLevel(level);
      before.forEach(root::addAppender);
    };
  }

  /** The log is not written. */
  public interface Silence extends AutoCloseable {
    @Override
    void close();
  }

  /** Once for each class loader that runs go on in; returns what takes it back. */
  static Runnable install() {
    Logger root = root();
    var appender = new RunLog();
    appender.setContext(root.getLoggerContext());
    appender.start();
    root.addAppender(appender);
    return () -> root.detachAppender(appender);
  }

  private static Logger root() {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  /** The calling thread, and all that it starts, are there. */
  static void enter(Place place) {
    PLACE.set(place);
  }

  @Override
  protected void append(ILoggingEvent event) {
    Place place = PLACE.get();
    if (place != null) {
      String line = event.getFormattedMessage();
      int end = line.indexOf('\n');
      place.tell(
          new Happening.Logged(
              event.getLevel().toString(), end < 0 ? line : line.substring(0, end)));
    }
  }
}
