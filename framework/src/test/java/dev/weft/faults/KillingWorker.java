package dev.weft.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.ConfigFactory;
import dev.weft.Handler;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.runtime.Weft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A worker in a JVM of its own, which one message ends on every attempt, once others are at work
 * beside it. It writes what it has handled into a file.
 */
@SuppressWarnings("try") // closed at the end, or before it; an interrupt fails the test
final class KillingWorker implements AutoCloseable {

  static final String KILLER = "killer";
  static final int ATTEMPTS = 5;

  /** How the process ends. */
  enum End {
    /** On the spot. */
    HALT,
    /** By the JVM's own hand, which the image's options ask for. */
    OUT_OF_MEMORY,
    /** By the handler's word, without a drain. */
    EXIT
  }

  private static final List<String> NAMES = List.of("first", "second");
  private static final Duration ALL_BEGUN = Duration.ofSeconds(3);
  private static final Duration WORK = Duration.ofMillis(50);
  private static final int PATIENCE_SECONDS = 120;

  private final Process process;

  /**
   * Starts a JVM.
   *
   * @param handlers the configuration of handlers by the names of first and second
   * @param beside how many other messages it waits for to begin
   */
  KillingWorker(String server, String handlers, End end, int beside, Path handled)
      throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                KillingWorker.class.getName(),
                server,
                handlers,
                end.name(),
                String.valueOf(beside),
                handled.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(Path.of(handled + ".log").toFile()))
            .start();
  }

  /** The program. */
  public static void main(String[] arguments) throws InterruptedException {
    Handler<String> handler =
        handler(End.valueOf(arguments[2]), Integer.parseInt(arguments[3]), Path.of(arguments[4]));
    NAMES.forEach(name -> ActingHandler.act(name, handler));
    WeftConfig config =
        WeftConfig.read(
            ConfigFactory.parseString(
                """
                weft {
                  nats.servers = "%s"
                  http.enabled = false
                  streams.WORK.subjects = ["work.>"]
                  handler-defaults {
                    codec = string
                    breaker.enabled = false
                    consumer.ack_wait = 1s
                    retry { attempts = %d, first-delay = 10ms, max-delay = 10ms }
                  }
                  handlers { %s }
                  handlers { %s }
                }
                """
                    .formatted(arguments[0], ATTEMPTS, arguments[1], handlers(arguments[1]))),
            Job.classes());
    Weft.start(config, Job.classes(), Observer.none()).join();
  }

  private static String handlers(String configured) {
    return NAMES.stream()
        .filter(configured::contains)
        .map(name -> name + " { class = " + ActingHandler.class.getName() + ", stream = WORK }")
        .collect(Collectors.joining("\n"));
  }

  // What was written outlives the process, if not the machine: no fsync is needed.
  private static Handler<String> handler(End end, int beside, Path handled) {
    var toBegin = new CountDownLatch(beside + 1);
    return message -> {
      toBegin.countDown();
      if (message.attempt() <= ATTEMPTS) { // after that it is alone
        toBegin.await(ALL_BEGUN.toMillis(), TimeUnit.MILLISECONDS);
      }
      if (message.payload().equals(KILLER)) {
        end(end);
      }
      TimeUnit.NANOSECONDS.sleep(WORK.toNanos());
      Files.writeString(
          handled,
          message.payload() + "\n",
          UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    };
  }

  private static void end(End end) {
    switch (end) {
      case HALT -> Runtime.getRuntime().halt(137);
      case EXIT -> System.exit(1);
      case OUT_OF_MEMORY -> {
        byte[][] all = new byte[1 << 10][];
        for (int i = 0; i < all.length; i++) {
          all[i] = new byte[8 << 20];
        }
      }
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the worker does not end");
    }
  }
}
