package dev.weft.faults;

import dev.weft.Handler;
import dev.weft.runtime.Weft;
import dev.weft.testing.ChildJvm;
import dev.weft.testing.TextHandler;
import java.time.Duration;
import java.util.List;

/**
 * A worker in a JVM of its own with one processor, whose handlers compute and give no other thread
 * a turn. It notes what it begins and what it is done with.
 */
final class BusyWorker {

  static final Duration ACK_WAIT = Duration.ofSeconds(3);

  private static final String NAME = "busy";

  private BusyWorker() {}

  /**
   * Starts a JVM.
   *
   * @param settings of its handler
   * @param computing how long the handler takes over each message
   */
  static ChildJvm start(String server, String settings, Duration computing, Notes notes) {
    return ChildJvm.startOnOneProcessor(
        notes.folder(),
        BusyWorker.class,
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"),
        server,
        settings,
        computing.toString(),
        notes.toString());
  }

  /** The program. */
  public static void main(String[] arguments) throws InterruptedException {
    Handler<String> handler = computing(Duration.parse(arguments[2]), Notes.at(arguments[3]));
    Weft.builder()
        .config(
            """
            weft {
              nats.servers = "%s"
              http.enabled = false
              streams.WORK.subjects = ["work.>"]
              handlers.%s {
                stream = WORK
                codec = string
                consumer.ack_wait = %dms
                %s
              }
            }
            """
                .formatted(arguments[0], NAME, ACK_WAIT.toMillis(), arguments[1]))
        .handler(NAME, new TextHandler(handler))
        .start()
        .join();
  }

  private static Handler<String> computing(Duration time, Notes notes) {
    return message -> {
      notes.add("begun " + message.payload() + "#" + message.attempt());
      long end = System.nanoTime() + time.toNanos();
      double sum = 0;
      while (System.nanoTime() < end) {
        sum += Math.sin(sum + 1);
      }
      notes.add("done " + message.payload() + "#" + message.attempt() + (sum > 1e18 ? "!" : ""));
    };
  }
}
