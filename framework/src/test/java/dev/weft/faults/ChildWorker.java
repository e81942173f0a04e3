package dev.weft.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.Handler;
import dev.weft.runtime.Weft;
import dev.weft.testing.ChildJvm;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A worker in a JVM of its own, which can be killed in the middle of its handlers. It writes a line
 * for each message it is done with into a file, which the parent copies into its ledger.
 */
final class ChildWorker implements AutoCloseable {

  /** The message that uses up a child's memory. */
  static final String EXHAUSTING = "exhausting";

  private static final Duration LOOK = Duration.ofMillis(20);

  private final String name;
  private final Ledger ledger;
  private final Path file;
  private final ChildJvm process;
  private final Thread reader = Thread.ofVirtual().name("child-reader").unstarted(this::follow);

  /**
   * Starts one.
   *
   * @param folder where its files go
   * @param handling how long its handler takes over each message
   */
  ChildWorker(String name, Path folder, Job job, Duration handling, Ledger ledger) {
    this.name = name;
    this.ledger = ledger;
    this.file = folder.resolve(name + ".handled");
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.process =
        ChildJvm.start(
            folder,
            ChildWorker.class,
            List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-XX:+ExitOnOutOfMemoryError"), // as in worker-app/jvm.options
            job.name(),
            String.join(",", job.servers()),
            job.mode(),
            job.ackWait().toString(),
            job.timeout().toString(),
            String.valueOf(job.attempts()),
            handling.toString(),
            file.toString());
    reader.start();
  }

  /** The program: one Weft runtime, until the process is ended. */
  public static void main(String[] arguments) throws Exception {
    var job =
        new Job(
            arguments[0],
            List.of(arguments[1].split(",", -1)),
            arguments[2],
            Duration.parse(arguments[3]),
            Duration.parse(arguments[4]),
            Integer.parseInt(arguments[5]));
    try (FileChannel out = FileChannel.open(Path.of(arguments[7]), StandardOpenOption.APPEND)) {
      Weft weft = job.start(writing(out, Duration.parse(arguments[6])));
      Runtime.getRuntime().addShutdownHook(new Thread(weft::stop));
      weft.join();
    }
  }

  // What was written outlives the process, if not the machine: no fsync is needed.
  private static Handler<String> writing(FileChannel out, Duration handling) {
    return message -> {
      if (message.payload().equals(EXHAUSTING)) {
        exhaustMemory();
      }
      TimeUnit.NANOSECONDS.sleep(handling.toNanos());
      String line = message.payload() + " " + message.attempt() + " " + Instant.now() + "\n";
      out.write(ByteBuffer.wrap(line.getBytes(UTF_8)));
    };
  }

  private static void exhaustMemory() {
    var all = new ArrayList<byte[]>();
    while (all.size() < Integer.MAX_VALUE) {
      all.add(new byte[8 << 20]);
    }
  }

  String name() {
    return name;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it as a crash would, and returns when all that it had written is in the ledger. */
  void kill() throws InterruptedException {
    process.kill();
    reader.join();
  }

  /** Has it drain, as a container platform does, and returns when it has ended. */
  void stop() throws InterruptedException {
    process.stop();
    reader.join();
  }

  @Override
  public void close() {
    process.close();
  }

  private void follow() {
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      boolean last;
      do {
        last = !process.isAlive(); // and then once more, for what it wrote before its end
        lines(in).forEach(this::enter);
        LockSupport.parkNanos(LOOK.toNanos());
      } while (!last);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(RandomAccessFile in) throws IOException {
    var present = new byte[(int) (in.length() - in.getFilePointer())];
    in.readFully(present);
    String text = new String(present, UTF_8);
    int end = text.lastIndexOf('\n') + 1;
    in.seek(in.getFilePointer() - (text.length() - end)); // half a line is left for the next time
    var lines = new ArrayList<String>();
    text.substring(0, end).lines().forEach(lines::add);
    return lines;
  }

  private void enter(String line) {
    String[] parts = line.split(" ", -1);
    ledger.handled(
        new Ledger.Handling(parts[0], Integer.parseInt(parts[1]), name, Instant.parse(parts[2])));
  }
}
