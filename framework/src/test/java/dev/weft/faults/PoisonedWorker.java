package dev.weft.faults;

import dev.weft.Handler;
import dev.weft.runtime.Weft;
import dev.weft.testing.ChildJvm;
import dev.weft.testing.TextHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A worker in a JVM of its own, or in this one, whose handler one message does no good. It notes
 * what it begins and what it is done with.
 */
final class PoisonedWorker {

  static final String POISON = "poison";
  static final Duration ACK_WAIT = Duration.ofSeconds(1);

  /** What the poison does. */
  enum Harm {
    /** Its handler never comes back. */
    HANGS,
    /** The process ends on the spot. */
    KILLS
  }

  private static final String NAME = "poisoned";

  private PoisonedWorker() {}

  /** Starts a JVM. */
  static ChildJvm start(String server, int attempts, Harm harm, Notes notes) {
    return ChildJvm.start(
        notes.folder(),
        PoisonedWorker.class,
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"),
        server,
        String.valueOf(attempts),
        harm.name(),
        notes.toString());
  }

  /** The program. */
  public static void main(String[] arguments) throws InterruptedException {
    int attempts = Integer.parseInt(arguments[1]);
    startHere(arguments[0], attempts, Harm.valueOf(arguments[2]), Notes.at(arguments[3])).join();
  }

  /** Starts one in this JVM. */
  static Weft startHere(String server, int attempts, Harm harm, Notes notes) {
    return Weft.builder()
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
                retry { attempts = %d, first-delay = 10ms, max-delay = 10ms }
              }
            }
            """
                .formatted(server, NAME, ACK_WAIT.toMillis(), attempts))
        .handler(NAME, new TextHandler(handler(harm, notes)))
        .start();
  }

  private static Handler<String> handler(Harm harm, Notes notes) {
    return message -> {
      String what = message.payload() + " #" + message.attempt();
      if (message.payload().equals(POISON)) {
        notes.add("begun " + what);
        if (harm == Harm.KILLS) {
          Runtime.getRuntime().halt(137);
        }
        new CountDownLatch(1).await();
      }
      notes.add("done " + what);
    };
  }
}
