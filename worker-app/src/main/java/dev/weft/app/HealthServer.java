package dev.weft.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers an orchestrator's probes: {@code /live} is 200 while the process serves at all, {@code
 * /ready} is 200 or 503 with the reasons, one a line. Whatever handlers do, it answers: it has
 * platform threads of its own. A client that has not sent its request, or taken its answer, within
 * a second is cut off.
 */
final class HealthServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HealthServer.class);

  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final HttpServer server;
  private final PromptThreads threads;
  private volatile Supplier<List<String>> problems = () -> List.of("starting");

  private HealthServer(HttpServer server, PromptThreads threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Starts to serve; until {@link #ask} is called it is not ready.
   *
   * @param port the port, or 0 for any free one
   * @throws UncheckedIOException if the address cannot be bound
   */
  static HealthServer start(String host, int port) {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 0);
      var threads = new PromptThreads("health", LIMIT);
      var health = new HealthServer(server, threads);
      server.setExecutor(threads);
      server.createContext("/", health::answer);
      server.start();
      log.info("probes: http://{}:{}/live and /ready", host, health.port());
      return health;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "weft.http: cannot listen on "
              + host
              + ":"
              + port
              + " ("
              + e.getMessage()
              + "): choose another weft.http.port, or set weft.http.enabled = false",
          e);
    }
  }

  /** From now on asks why the process is not ready; empty is ready, and the answer never blocks. */
  void ask(Supplier<List<String>> reasons) {
    problems = reasons;
  }

  /** The port it listens on. */
  int port() {
    return server.getAddress().getPort();
  }

  /** Stops serving at once. */
  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, 405, "use GET or HEAD");
        return;
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/live" -> send(exchange, 200, "live");
        case "/ready" -> {
          List<String> reasons = problems.get();
          send(
              exchange,
              reasons.isEmpty() ? 200 : 503,
              reasons.isEmpty() ? "ready" : String.join("\n", reasons));
        }
        default -> send(exchange, 404, "there is /live and /ready");
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = (text + "\n").getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
