package dev.weft.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.ConfigFactory;
import dev.weft.Handler;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.runtime.Weft;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A worker with order by key in a JVM of its own. It writes what it is done with into a file, a
 * line for each message, and fails now and then.
 */
final class KeyedWorker implements AutoCloseable {

  static final Duration ACK_WAIT = Duration.ofSeconds(3);
  static final String NAME = "keyed";

  private static final int ONE_IN = 200;
  private static final int PATIENCE_SECONDS = 40;

  private final Process process;

  /** Starts a JVM. */
  KeyedWorker(String server, Path notes) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                KeyedWorker.class.getName(),
                server,
                notes.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(Path.of(notes + ".log").toFile()))
            .start();
  }

  /** The program. */
  public static void main(String[] arguments) throws Exception {
    try (FileChannel notes =
        FileChannel.open(
            Path.of(arguments[1]), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ActingHandler.act(NAME, handler(notes));
      Weft weft = Weft.start(config(arguments[0]), Job.classes(), Observer.none());
      Runtime.getRuntime().addShutdownHook(new Thread(weft::stop));
      weft.join();
    }
  }

  private static WeftConfig config(String server) {
    return WeftConfig.read(
        ConfigFactory.parseString(
            """
            weft {
              nats.servers = "%s"
              http.enabled = false
              handlers.%s {
                class = %s
                stream = KEYS
                codec = string
                concurrency = 64
                ordering = key
                key = "subject:2"
                breaker.enabled = false
                consumer { ack_wait = %dms, max_ack_pending = 2000 }
                retry { attempts = 100, first-delay = 10ms, factor = 1, max-delay = 10ms }
              }
            }
            """
                .formatted(server, NAME, ActingHandler.class.getName(), ACK_WAIT.toMillis())),
        Job.classes());
  }

  // What was written outlives the process, if not the machine: no fsync is needed.
  private static Handler<String> handler(FileChannel notes) {
    return message -> {
      if (ThreadLocalRandom.current().nextInt(ONE_IN) == 0) {
        throw new IllegalStateException("for the test");
      }
      notes.write(ByteBuffer.wrap((message.payload() + "\n").getBytes(UTF_8)));
    };
  }

  /** Ends it by SIGKILL, and returns when it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Has it drain, and returns when it has ended. */
  void stop() throws InterruptedException {
    process.destroy();
    awaitEnd();
  }

  private void awaitEnd() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the worker does not end");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
