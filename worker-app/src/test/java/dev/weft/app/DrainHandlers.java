package dev.weft.app;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weft.Handler;
import dev.weft.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Handlers that a process under test runs; public, as users' own are. */
public final class DrainHandlers {

  /** The system property that names the file which {@link Tallying} writes to. */
  static final String TALLY = "tally.file";

  private static final Duration WORK = Duration.ofMillis(1);

  private DrainHandlers() {}

  /** A payload. */
  public record Numbered(int id) {}

  /** Works for a moment, and then writes the message's id and attempt to a file. */
  public static final class Tallying implements Handler<Numbered> {

    private final FileChannel tally;

    /** Opens the file. */
    public Tallying() throws IOException {
      this.tally =
          FileChannel.open(
              Path.of(System.getProperty(TALLY)),
              StandardOpenOption.CREATE,
              StandardOpenOption.APPEND);
    }

    @Override
    public void handle(Message<Numbered> message) throws Exception {
      Thread.sleep(WORK);
      String line = message.payload().id() + "#" + message.attempt() + "\n";
      tally.write(ByteBuffer.wrap(line.getBytes(US_ASCII)));
    }
  }

  /** Waits until it is interrupted. */
  public static final class Hanging implements Handler<Numbered> {
    @Override
    public void handle(Message<Numbered> message) throws InterruptedException {
      System.out.println("hanging");
      new CountDownLatch(1).await();
    }
  }

  /** Waits for ever, interrupts or not. */
  public static final class Stubborn implements Handler<Numbered> {
    @Override
    public void handle(Message<Numbered> message) {
      System.out.println("hanging");
      while (true) {
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          System.out.println("interrupted");
        }
      }
    }
  }
}
