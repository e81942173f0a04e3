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
import java.util.ArrayList;
import java.util.List;

/**
 * A worker in a JVM of its own with one processor, whose handlers compute and give no other thread
 * a turn. It writes what it begins and what it is done with into a file.
 */
final class BusyWorker implements AutoCloseable {

  static final Duration ACK_WAIT = Duration.ofSeconds(3);

  private static final String NAME = "busy";

  private final Process process;

  /**
   * Starts a JVM.
   *
   * @param settings of its handler
   * @param computing how long the handler takes over each message
   */
  BusyWorker(String server, String settings, Duration computing, Path notes) throws IOException {
    var command = new ArrayList<String>();
    if (Files.isExecutable(Path.of("/usr/bin/taskset"))) {
      command.addAll(List.of("/usr/bin/taskset", "-c", "0"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:ActiveProcessorCount=1",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            BusyWorker.class.getName(),
            server,
            settings,
            computing.toString(),
            notes.toString()));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Path.of(notes + ".log").toFile())
            .start();
  }

  /** The program. */
  public static void main(String[] arguments) throws InterruptedException {
    ActingHandler.act(NAME, computing(Duration.parse(arguments[2]), Path.of(arguments[3])));
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
                    %s
                  }
                }
                """
                    .formatted(
                        arguments[0],
                        NAME,
                        ActingHandler.class.getName(),
                        ACK_WAIT.toMillis(),
                        arguments[1])),
            Job.classes());
    Weft.start(config, Job.classes(), Observer.none()).join();
  }

  private static Handler<String> computing(Duration time, Path notes) {
    return message -> {
      write(notes, "begun " + message.payload() + "#" + message.attempt());
      long end = System.nanoTime() + time.toNanos();
      double sum = 0;
      while (System.nanoTime() < end) {
        sum += Math.sin(sum + 1);
      }
      write(notes, "done " + message.payload() + "#" + message.attempt() + (sum > 1e18 ? "!" : ""));
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

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
