package dev.weft.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real nats-server with JetStream on a free port of this machine, its store in a folder of its
 * own.
 *
 * <p>The binary is {@code $NATS_SERVER}, else what {@code scripts/nats-server.sh} finds or fetches.
 * No server is a failure that says how to get one: tests on it are never skipped.
 */
public final class NatsServer implements AutoCloseable {

  private static final Duration STARTUP = Duration.ofSeconds(20);

  private final int port;
  private final Path folder;
  private final List<String> arguments;
  private Process process;

  private NatsServer(int port, Path folder, List<String> arguments) {
    this.port = port;
    this.folder = folder;
    this.arguments = arguments;
    this.process = launch();
  }

  /** Starts a server with JetStream, and with the given extra command line arguments. */
  public static NatsServer start(String... arguments) {
    try {
      return new NatsServer(freePort(), Files.createTempDirectory("weft-nats"), List.of(arguments));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address to connect to. */
  public String url() {
    return "nats://127.0.0.1:" + port;
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** Kills the process as a crash would; the store stays. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Starts the process again on the same port and store, after {@link #kill}. */
  public void restart() {
    process = launch();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    awaitEnd();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launch() {
    var command = new ArrayList<String>();
    command.add(Binary.PATH);
    command.addAll(List.of("-a", "127.0.0.1", "-p", String.valueOf(port)));
    command.addAll(List.of("-js", "-sd", folder.toString()));
    command.addAll(List.of("-l", folder.resolve("server.log").toString()));
    command.addAll(arguments);
    try {
      Process started = new ProcessBuilder(command).inheritIO().start();
      Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
      awaitListening(started);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command, e);
    }
  }

  private void awaitListening(Process started) throws IOException {
    long deadline = System.nanoTime() + STARTUP.toNanos();
    while (true) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
        // The server greets with INFO as its first line once it serves.
        if (socket.getInputStream().read() == 'I') {
          return;
        }
      } catch (IOException e) {
        if (!started.isAlive() || System.nanoTime() > deadline) {
          throw new IOException("nats-server did not start: " + log(), e);
        }
      }
      Thread.onSpinWait();
    }
  }

  private String log() throws IOException {
    Path log = folder.resolve("server.log");
    return Files.exists(log) ? Files.readString(log) : "no log at " + log;
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nats-server " + process.pid() + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Looked up once per test run. */
  private static final class Binary {

    static final String PATH = find();

    private static String find() {
      Path script = root().resolve("scripts/nats-server.sh");
      try {
        Process finder =
            new ProcessBuilder("bash", script.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String path = new String(finder.getInputStream().readAllBytes(), UTF_8).strip();
        if (finder.waitFor() != 0 || path.isEmpty()) {
          throw new IllegalStateException(
              "the integration tests need a nats-server: install one (apt-get install"
                  + " nats-server), or set NATS_SERVER to a binary; "
                  + script
                  + " says above why it found none");
        }
        return path;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot run " + script, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while looking for a nats-server", e);
      }
    }

    private static Path root() {
      Path folder = Path.of("").toAbsolutePath();
      while (!Files.exists(folder.resolve("scripts/nats-server.sh"))) {
        folder = folder.getParent();
        if (folder == null) {
          throw new IllegalStateException(
              "scripts/nats-server.sh: not found above " + Path.of("").toAbsolutePath());
        }
      }
      return folder;
    }
  }
}
