package dev.weft.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.Handler;
import dev.weft.runtime.Weft;
import dev.weft.testing.ChildJvm;
import dev.weft.testing.TextHandler;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A worker with order by key in a JVM of its own. It writes what it is done with into a file, a
 * line for each message, and fails now and then.
 */
final class KeyedWorker {

  static final Duration ACK_WAIT = Duration.ofSeconds(3);
  static final String NAME = "keyed";

  private static final int ONE_IN = 200;

  private KeyedWorker() {}

  /** Starts a JVM. */
  static ChildJvm start(String server, Path notes) {
    return ChildJvm.start(
        Objects.requireNonNull(notes.toAbsolutePath().getParent()),
        KeyedWorker.class,
        List.of("-XX:+UseSerialGC", "-Xmx256m"),
        server,
        notes.toString());
  }

  /** The program. */
  public static void main(String[] arguments) throws Exception {
    try (FileChannel notes =
        FileChannel.open(
            Path.of(arguments[1]), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      Weft weft =
          Weft.builder()
              .config(config(arguments[0]))
              .handler(NAME, new TextHandler(handler(notes)))
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(weft::stop));
      weft.join();
    }
  }

  private static String config(String server) {
    return """
        weft {
          nats.servers = "%s"
          http.enabled = false
          handlers.%s {
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
        .formatted(server, NAME, ACK_WAIT.toMillis());
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
}
