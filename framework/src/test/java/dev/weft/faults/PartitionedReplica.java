package dev.weft.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.Handler;
import dev.weft.runtime.Weft;
import dev.weft.testing.ChildJvm;
import dev.weft.testing.TextHandler;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A replica of a partitioned handler in a JVM of its own. It writes a line into a file when it
 * begins with a message, and one when it ends, and fails now and then.
 */
final class PartitionedReplica implements AutoCloseable {

  static final Duration ACK_WAIT = Duration.ofSeconds(3);
  static final int PARTITIONS = 8;
  static final String NAME = "parted";
  static final String STREAM = "PARTED";

  private static final int ONE_FAILS_IN = 50;
  private static final int LONGEST_MILLIS = 8;

  /**
   * What a line says: an attempt at a message has begun, failed, or is done.
   *
   * @param nanos when, by the machine's monotonic clock, which all its processes share
   */
  record Note(String what, int partition, String key, int number, long nanos) {

    static Note of(String line) {
      String[] parts = line.split(" ", -1);
      return new Note(
          parts[0],
          Integer.parseInt(parts[1]),
          parts[2],
          Integer.parseInt(parts[3]),
          Long.parseLong(parts[4]));
    }
  }

  private final String name;
  private final Path file;
  private final ChildJvm process;

  /** Starts a JVM. */
  PartitionedReplica(String name, String server, Path folder) throws IOException {
    this.name = name;
    this.file = Files.createFile(folder.resolve(name));
    this.process =
        ChildJvm.start(
            folder,
            PartitionedReplica.class,
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"),
            server,
            file.toString());
  }

  /** The program. */
  public static void main(String[] arguments) throws Exception {
    // No channel, which an interrupted thread would close for the others.
    try (var notes = new FileOutputStream(arguments[1], true)) {
      Weft weft = startHere(arguments[0], handler(notes));
      Runtime.getRuntime().addShutdownHook(new Thread(weft::stop));
      weft.join();
    }
  }

  /** Starts a replica in this JVM; the stream parts the messages by their keys. */
  static Weft startHere(String server, Handler<String> act) {
    return Weft.builder()
        .config(
            """
            weft {
              nats.servers = "%s"
              http.enabled = false
              streams.%s {
                subjects = ["keys.*"]
                subject_transform {
                  src = "keys.*", dest = "keys.{{partition(%d,1)}}.{{wildcard(1)}}"
                }
              }
              handlers.%s {
                stream = %s
                codec = string
                concurrency = 16
                ordering = key
                key = "subject:3"
                partitions { count = %d, subject = "keys.{partition}.*" }
                breaker.enabled = false
                consumer { ack_wait = %dms }
                retry { attempts = 100, first-delay = 20ms, factor = 1, max-delay = 20ms }
              }
            }
            """
                .formatted(
                    server, STREAM, PARTITIONS, NAME, STREAM, PARTITIONS, ACK_WAIT.toMillis()))
        .handler(NAME, new TextHandler(act))
        .start();
  }

  // What was written outlives the process, if not the machine: no fsync is needed.
  private static Handler<String> handler(OutputStream notes) {
    return message -> {
      String[] tokens = message.subject().split("\\.", -1);
      String what = " " + tokens[1] + " " + tokens[2] + " " + message.payload() + " ";
      note(notes, "begun" + what);
      ThreadLocalRandom random = ThreadLocalRandom.current();
      try {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_MILLIS));
      } catch (InterruptedException e) {
        note(notes, "failed" + what);
        throw e;
      }
      if (random.nextInt(ONE_FAILS_IN) == 0) {
        note(notes, "failed" + what);
        throw new IllegalStateException("for the test");
      }
      note(notes, "done" + what);
    };
  }

  private static void note(OutputStream notes, String what) throws IOException {
    notes.write((what + System.nanoTime() + "\n").getBytes(UTF_8));
  }

  String name() {
    return name;
  }

  /** All that it has written so far. */
  List<Note> notes() throws IOException {
    String text = Files.readString(file);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().map(Note::of).toList();
  }

  /** Ends it by SIGKILL, and returns when it is gone. */
  void kill() throws InterruptedException {
    process.kill();
  }

  /** Has it drain; returns at once. */
  void terminate() {
    process.terminate();
  }

  void awaitEnd() throws InterruptedException {
    process.awaitEnd();
  }

  @Override
  public void close() {
    process.close();
  }
}
