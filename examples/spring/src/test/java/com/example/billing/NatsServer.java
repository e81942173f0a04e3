package com.example.billing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A nats-server with JetStream on a free port. */
final class NatsServer implements AutoCloseable {

  private final int port;
  private final Process process;

  private NatsServer(int port, Process process) {
    this.port = port;
    this.process = process;
  }

  /**
   * Starts one.
   *
   * @param folder where it keeps its streams
   */
  static NatsServer start(Path folder) throws IOException {
    int port = freePort();
    Process process =
        new ProcessBuilder(
                binary(), "-a", "127.0.0.1", "-p", "" + port, "-js", "-sd", folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("server.log").toFile())
            .start();
    var server = new NatsServer(port, process);
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(server::listens);
    return server;
  }

  String url() {
    return "nats://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private boolean listens() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.getInputStream().read() == 'I'; // of its greeting, INFO
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** {@code $NATS_SERVER}, else what the script of Weft's repository finds or fetches. */
  private static String binary() throws IOException {
    String given = System.getenv("NATS_SERVER");
    if (given != null) {
      return given;
    }
    Process finder =
        new ProcessBuilder("bash", "../../scripts/nats-server.sh")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new String(finder.getInputStream().readAllBytes(), UTF_8).strip();
  }
}
