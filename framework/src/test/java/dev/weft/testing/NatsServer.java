package dev.weft.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/**
 * A real nats-server with JetStream on a free port of this machine, its store its own.
 *
 * <p>The binary is {@code $NATS_SERVER}, else what {@code scripts/nats-server.sh} finds or fetches.
 * With {@code -Dtests.nats=container} the server runs in Docker instead, from the image {@code
 * -Dtests.nats.image}. No server is a failure that says how to get one: tests on it are never
 * skipped.
 */
public final class NatsServer implements AutoCloseable {

  private static final Duration STARTUP = Duration.ofSeconds(20);

  private final int port;
  private final ServerHost host;

  private NatsServer(int port, ServerHost host) {
    this.port = port;
    this.host = host;
    restart();
  }

  /** Starts a server with JetStream, and with the given extra command line arguments. */
  public static NatsServer start(String... arguments) {
    int port = freePort();
    return new NatsServer(port, host(port, List.of(arguments)));
  }

  /** The address to connect to. */
  public String url() {
    return "nats://127.0.0.1:" + port;
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** Kills the server as a crash would; the store stays. */
  public void kill() {
    host.kill();
  }

  /** Starts the server again on the same port and store, after {@link #kill}. */
  public void restart() {
    host.launch();
    awaitListening();
  }

  /** Stops the server in its tracks: its connections stay open, and nothing answers. */
  public void freeze() {
    host.freeze();
  }

  /** Lets a frozen server go on. */
  public void thaw() {
    host.thaw();
  }

  /** Has the server read its configuration file again; returns before it has. */
  public void reload() {
    host.reload();
  }

  @Override
  public void close() {
    host.dispose();
  }

  private static ServerHost host(int port, List<String> arguments) {
    // Not below weft: system properties there are configuration.
    String place = System.getProperty("tests.nats", "local");
    return switch (place) {
      case "local" -> new LocalServer(port, arguments);
      case "container" -> new ContainerServer(port, arguments);
      default ->
          throw new IllegalArgumentException(
              "tests.nats = " + place + ": expected local or container");
    };
  }

  private void awaitListening() {
    long deadline = System.nanoTime() + STARTUP.toNanos();
    while (!greets()) {
      if (!host.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException("nats-server did not start: " + host.log());
      }
      Thread.onSpinWait();
    }
  }

  // Its first line is INFO once it serves. Docker accepts connections before that, and drops them.
  private boolean greets() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      socket.setSoTimeout(1_000);
      return socket.getInputStream().read() == 'I';
    } catch (IOException e) {
      return false;
    }
  }

  /** A port that nobody listens on at this moment. */
  static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
