package dev.weft.benchmarks;

import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The server that all contenders meet on, and its streams. */
final class Course implements AutoCloseable {

  private static final int WINDOW = 4_000;
  private static final int SUBJECTS = 1_000;

  private final int monitorPort = freePort();
  private final NatsServer server = NatsServer.start("-m", String.valueOf(monitorPort));
  private final ProcessHandle process = child();
  private final Connection connection;
  private final JetStreamManagement management;
  private final Map<Stock, String> streams = new HashMap<>();
  private int consumers;
  private int made;

  Course() throws Exception {
    connection = Nats.connect(server.url());
    management = connection.jetStreamManagement();
  }

  Place place() {
    return new Place(server.url(), process, "http://127.0.0.1:" + monitorPort);
  }

  String serverVersion() {
    return connection.getServerInfo().getVersion();
  }

  /** Hears the requests to the API from now on. */
  ApiTap tap() throws Exception {
    return new ApiTap(connection);
  }

  /** A name that no consumer had yet. */
  String newConsumer() {
    consumers++;
    return "bench-" + consumers;
  }

  /** The stream with this stock, ready for another run. */
  String ready(Stock stock, long messages) throws Exception {
    String name = streams.get(stock);
    if (name == null) {
      name = "BENCH" + made++;
      streams.put(stock, name);
      management.addStream(
          StreamConfiguration.builder()
              .name(name)
              .subjects(name + ".>")
              .storageType(stock.storage())
              .build());
      if (stock.isFilled()) {
        fill(name, stock, messages, SUBJECTS);
      }
    } else if (!stock.isFilled()) {
      management.purgeStream(name);
    }
    if (stock.content() instanceof Stock.Content.OneEach(int subjects)) {
      fill(name, stock, subjects, subjects);
    }
    return name;
  }

  /**
   * Deletes a stream that is not filled, and those that Weft has made beside it, with the consumers
   * that contenders have left: thousands of them would burden the server.
   */
  void drop(Stock stock) throws Exception {
    String name = streams.get(stock);
    if (name == null || stock.isFilled()) {
      return;
    }
    streams.remove(stock);
    for (String stream : management.getStreamNames()) {
      if (stream.equals(name) || stream.startsWith(name + "_")) {
        management.deleteStream(stream);
      }
    }
  }

  private void fill(String stream, Stock stock, long messages, int subjects) throws Exception {
    JetStream publisher = connection.jetStream();
    var feed = new Feed(stock.bytes());
    List<CompletableFuture<PublishAck>> unanswered = new ArrayList<>();
    for (long i = 0; i < messages; i++) {
      unanswered.add(
          publisher.publishAsync(
              stream + "." + i % subjects, headers(stock, i), Feed.encode(feed.order(i))));
      if (unanswered.size() == WINDOW) {
        unanswered.forEach(CompletableFuture::join);
        unanswered.clear();
      }
    }
    unanswered.forEach(CompletableFuture::join);
  }

  private static Headers headers(Stock stock, long number) {
    var headers = new Headers();
    if (stock.content() instanceof Stock.Content.Waiting(boolean traced) && traced) {
      headers.put("X-Message-ID", "order-" + number);
      headers.put("Content-Type", "application/json");
      headers.put("traceparent", "00-%032x-%016x-01".formatted(number + 1, number + 1));
    }
    return headers;
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // The one child of this process by now.
  private static ProcessHandle child() {
    return ProcessHandle.current()
        .children()
        .filter(
            process -> process.info().command().filter(name -> name.contains("nats")).isPresent())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the server is no child of this process"));
  }

  @Override
  public void close() throws Exception {
    connection.close();
    server.close();
  }
}
