package dev.weft.testing;

import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A real nats-server with JetStream on a free port of this machine, its store its own.
 *
 * <p>The binary is {@code $NATS_SERVER}, else what {@code scripts/nats-server.sh} finds or fetches.
 * With {@code -Dtests.nats=container} the server runs in Docker instead, from the image {@code
 * -Dtests.nats.image}. No server is a failure that says how to get one: tests on it are never
 * skipped.
 */
public final class NatsServer implements AutoCloseable {

  private static final Duration STARTUP = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int TRIES = 5;

  private final int port;
  private final ServerHost host;
  private final List<Connection> connections = new CopyOnWriteArrayList<>();

  private NatsServer(int port, ServerHost host) {
    this.port = port;
    this.host = host;
    ServerLogs.begin(port, host::log);
  }

  /** Starts a server with JetStream, and with the given extra command line arguments. */
  public static NatsServer start(String... arguments) {
    for (int left = TRIES - 1; ; left--) {
      int port = Ports.free();
      var server = new NatsServer(port, host(port, List.of(arguments)));
      try {
        server.restart();
        return server;
      } catch (RuntimeException e) {
        boolean taken = e.toString().contains("address already in use");
        server.close();
        if (!taken || left == 0) {
          throw e;
        }
      }
    }
  }

  /** The address to connect to. */
  public String url() {
    return "nats://127.0.0.1:" + port;
  }

  /** A connection for the test's own use, closed with the server at the latest. */
  public Connection connect() {
    return connect(options());
  }

  /** As {@link #connect()}, with options that began as {@link #options}. */
  public Connection connect(Options.Builder options) {
    try {
      Connection connection = Nats.connect(options.build());
      connections.add(connection);
      return connection;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot connect to " + url(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while connecting to " + url(), e);
    }
  }

  /** What a test's connection begins with: a busy machine is no failure, nor is a restart. */
  public Options.Builder options() {
    return Options.builder().server(url()).connectionTimeout(PATIENCE).maxReconnects(-1);
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
    try {
      for (Connection connection : connections) {
        connection.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ServerLogs.end(port);
      host.dispose();
    }
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
    await("nats-server on port " + port)
        .atMost(STARTUP)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .failFast(this::assertAlive)
        .until(() -> greets() && host.isAlive());
  }

  private void assertAlive() {
    if (!host.isAlive()) {
      throw new IllegalStateException("nats-server did not start: " + host.log());
    }
  }

  // Its first line is INFO once it serves. Docker accepts connections before that, and drops them.
  private boolean greets() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      socket.setSoTimeout(1_000);
      return socket.getInputStream().read() == 'I';
    } catch (IOException e) {
      return false;
    }
  }
}
