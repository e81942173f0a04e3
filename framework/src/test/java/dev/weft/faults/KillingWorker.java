package dev.weft.faults;

import dev.weft.Handler;
import dev.weft.runtime.Weft;
import dev.weft.runtime.WeftBuilder;
import dev.weft.testing.ChildJvm;
import dev.weft.testing.TextHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A worker in a JVM of its own, which one message ends on every attempt, once others are at work
 * beside it. It notes what it has handled.
 */
final class KillingWorker {

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

  private KillingWorker() {}

  /**
   * Starts a JVM.
   *
   * @param handlers the configuration of handlers by the names of first and second
   * @param beside how many other messages it waits for to begin
   */
  static ChildJvm start(String server, String handlers, End end, int beside, Notes handled) {
    return ChildJvm.start(
        handled.folder(),
        KillingWorker.class,
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx64m",
            "-XX:+ExitOnOutOfMemoryError"),
        server,
        handlers,
        end.name(),
        String.valueOf(beside),
        handled.toString());
  }

  /** The program. */
  public static void main(String[] arguments) throws InterruptedException {
    var handler =
        new TextHandler(
            handler(
                End.valueOf(arguments[2]), Integer.parseInt(arguments[3]), Notes.at(arguments[4])));
    List<String> names = NAMES.stream().filter(arguments[1]::contains).toList();
    WeftBuilder builder =
        Weft.builder()
            .config(
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
                  handlers { %s.stream = WORK }
                }
                """
                    .formatted(
                        arguments[0],
                        ATTEMPTS,
                        arguments[1],
                        String.join(".stream = WORK, ", names)));
    names.forEach(name -> builder.handler(name, handler));
    builder.start().join();
  }

  private static Handler<String> handler(End end, int beside, Notes handled) {
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
      handled.add(message.payload());
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
}
