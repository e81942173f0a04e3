package dev.weft.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.ConfigFactory;
import dev.weft.Handler;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.runtime.Weft;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A worker in a JVM of its own, or in this one, whose handler one message does no good. It writes
 * what it begins and what it is done with into a file.
 */
final class PoisonedWorker implements AutoCloseable {

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
  private static final int PATIENCE_SECONDS = 120;

  private final Process process;

  /** Starts a JVM. */
  PoisonedWorker(String server, int attempts, Harm harm, Path notes) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                PoisonedWorker.class.getName(),
                server,
                String.valueOf(attempts),
                harm.name(),
                notes.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(Path.of(notes + ".log").toFile()))
            .start();
  }

  /** The program. */
  public static void main(String[] arguments) throws InterruptedException {
    int attempts = Integer.parseInt(arguments[1]);
    start(arguments[0], attempts, Harm.valueOf(arguments[2]), Path.of(arguments[3])).join();
  }

  /** Starts one in this JVM. */
  static Weft start(String server, int attempts, Harm harm, Path notes) {
    ActingHandler.act(NAME, handler(harm, notes));
    WeftConfig config =
        WeftConfig.read(
            ConfigFactory.parseString(
                """
                weft {
                  nats.servers = "%s"
                  http.enabled = false
                  streams.WORK.subjects = ["work.>"]
                  handlers.%s {
                    class = %s
                    stream = WORK
                    codec = string
                    consumer.ack_wait = %dms
                    retry { attempts = %d, first-delay = 10ms, max-delay = 10ms }
                  }
                }
                """
                    .formatted(
                        server,
                        NAME,
                        ActingHandler.class.getName(),
                        ACK_WAIT.toMillis(),
                        attempts)),
            Job.classes());
    return Weft.start(config, Job.classes(), Observer.none());
  }

  // What was written outlives the process, if not the machine: no fsync is needed.
  private static Handler<String> handler(Harm harm, Path notes) {
    return message -> {
      String what = message.payload() + " #" + message.attempt();
      if (message.payload().equals(POISON)) {
        write(notes, "begun " + what);
        if (harm == Harm.KILLS) {
          Runtime.getRuntime().halt(137);
        }
        new CountDownLatch(1).await();
      }
      write(notes, "done " + what);
    };
  }

  private static void write(Path notes, String line) throws IOException {
    Files.writeString(
        notes, line + "\n", UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  static List<String> read(Path notes) {
    try {
      return Files.exists(notes) ? Files.readAllLines(notes) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it by SIGKILL, and returns when it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Returns when it has ended by itself. */
  void awaitEnd() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the worker does not end");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
