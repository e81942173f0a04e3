package dev.weft.jetstream.connection;

import dev.weft.engine.Threads;
import dev.weft.engine.UserCode;
import dev.weft.machine.Machine;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/**
 * Logs one line a second at most for each cause, and how many there were besides. A server may
 * refuse each of a million messages. Any thread may call it.
 */
public final class CalmLog {

  private static final Executor IN_A_SECOND =
      CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, Runnable::run);

  /** The lines of one cause since the last one that was logged. */
  private record Held(String line, long count) {
    static final Held NONE = new Held("", 0);
  }

  private final Logger log;
  private final ConcurrentHashMap<String, Held> causes = new ConcurrentHashMap<>();

  public CalmLog(Logger log) {
    this.log = log;
  }

  /**
   * Logs a warning now, or counts it for the next second. It never throws.
   *
   * @param cause what the lines that it may stand for have in common
   */
  public void warn(String cause, String line) {
    var first = new AtomicBoolean();
    causes.compute(
        cause,
        (same, held) -> {
          first.setPlain(held == null);
          return held == null ? Held.NONE : new Held(line, held.count + 1);
        });
    if (first.getPlain()) {
      say(line);
      tellInASecond(cause);
    }
  }

  // A cause that was quiet for a second is forgotten.
  private void tell(String cause) {
    Held held = causes.computeIfPresent(cause, (same, one) -> one.count == 0 ? null : one);
    if (held == null) {
      return;
    }
    causes.computeIfPresent(cause, (same, one) -> new Held(one.line, one.count - held.count));
    say(
        held.count == 1
            ? held.line
            : String.format(Locale.ROOT, "%s (and %,d more like it)", held.line, held.count - 1));
    tellInASecond(cause);
  }

  // Not on the thread of the timer, since a logger may block. Where there is no thread the lines
  // are dropped, and the cause is logged at once again.
  private void tellInASecond(String cause) {
    UserCode.Body start = () -> Threads.start(Machine.real(), "weft-log", () -> tell(cause));
    if (UserCode.run(() -> IN_A_SECOND.execute(() -> runOrForget(start, cause))) != null) {
      causes.remove(cause);
    }
  }

  private void runOrForget(UserCode.Body start, String cause) {
    if (UserCode.run(start) != null) {
      causes.remove(cause);
    }
  }

  // An appender may throw: that must not end what only wanted to warn of something.
  private void say(String line) {
    UserCode.run(() -> log.warn("{}", line));
  }
}
