package dev.weft.benchmarks;

import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The server that all contenders meet on, and its streams. */
final class Course implements AutoCloseable {

  private static final int WINDOW = 4_000;
  private static final int SUBJECTS = 1_000;

  private final NatsServer server = NatsServer.start();
  private final ProcessHandle process = child();
  private final Connection connection;
  private final JetStreamManagement management;
  private final Map<Stock, String> streams = new HashMap<>();
  private int consumers;

  Course() throws Exception {
    connection = Nats.connect(server.url());
    management = connection.jetStreamManagement();
  }

  Place place() {
    return new Place(server.url(), process);
  }

  String serverVersion() {
    return connection.getServerInfo().getVersion();
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
      name = "BENCH" + streams.size();
      streams.put(stock, name);
      management.addStream(
          StreamConfiguration.builder()
              .name(name)
              .subjects(name + ".>")
              .storageType(stock.storage())
              .build());
      if (stock.filled()) {
        fill(name, stock, messages);
      }
    } else if (!stock.filled()) {
      management.purgeStream(name);
    }
    return name;
  }

  private void fill(String stream, Stock stock, long messages) throws Exception {
    JetStream publisher = connection.jetStream();
    var feed = new Feed(stock.bytes());
    List<CompletableFuture<PublishAck>> unanswered = new ArrayList<>();
    for (long i = 0; i < messages; i++) {
      unanswered.add(
          publisher.publishAsync(
              stream + "." + i % SUBJECTS, headers(stock, i), Feed.encode(feed.order(i))));
      if (unanswered.size() == WINDOW) {
        unanswered.forEach(CompletableFuture::join);
        unanswered.clear();
      }
    }
    unanswered.forEach(CompletableFuture::join);
  }

  private static Headers headers(Stock stock, long number) {
    var headers = new Headers();
    if (stock.traced()) {
      headers.put("X-Message-ID", "order-" + number);
      headers.put("Content-Type", "application/json");
      headers.put("traceparent", "00-%032x-%016x-01".formatted(number + 1, number + 1));
    }
    return headers;
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
