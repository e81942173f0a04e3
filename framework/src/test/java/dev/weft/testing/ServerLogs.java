package dev.weft.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;

/** What the nats-servers of this process's tests have logged, those included that were ended. */
final class ServerLogs {

  private static final int MOST = 8;

  private static final Map<Integer, Supplier<String>> RUNNING = new ConcurrentHashMap<>();
  private static final Deque<Log> ENDED = new ConcurrentLinkedDeque<>();

  /**
   * One server's log.
   *
   * @param end when it was ended, or looked at while it runs
   */
  record Log(int port, Instant end, String text) {}

  private ServerLogs() {}

  /** A server is about to run on that port. */
  static void begin(int port, Supplier<String> log) {
    RUNNING.put(port, log);
  }

  /** The server on that port is about to be ended, and its log deleted. */
  static void end(int port) {
    Supplier<String> log = RUNNING.remove(port);
    if (log != null) {
      ENDED.add(new Log(port, Instant.now(), text(log)));
      while (ENDED.size() > MOST) {
        ENDED.poll();
      }
    }
  }

  /** Of those that have run since then. */
  static List<Log> since(Instant begin) {
    var logs = new ArrayList<Log>();
    ENDED.stream().filter(log -> log.end().isAfter(begin)).forEach(logs::add);
    RUNNING.forEach((port, log) -> logs.add(new Log(port, Instant.now(), text(log))));
    return logs;
  }

  // The server has to be ended all the same.
  private static String text(Supplier<String> log) {
    try {
      return log.get();
    } catch (RuntimeException e) {
      return "cannot be read: " + e;
    }
  }
}
