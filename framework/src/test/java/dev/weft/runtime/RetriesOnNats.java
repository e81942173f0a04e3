package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamInfoOptions;
import java.io.IOException;
import java.util.List;

/** A server, and on it a handler whose retries of more than 200 ms wait in a stream. */
final class RetriesOnNats implements AutoCloseable {

  final NatsServer server = NatsServer.start();
  final Connection connection = server.connect();
  final JetStreamManagement management;

  RetriesOnNats() throws IOException {
    management = connection.jetStreamManagement();
    TestHandlers.reset();
  }

  WeftConfig config(Class<?> handler, String... more) {
    return Configs.read(
        """
        weft.nats.servers = "%s"
        weft.streams.ORDERS { subjects = ["orders.>"], num_replicas = 1 }
        weft.scheduled-retries.longer-than = 200ms
        weft.handlers.test {
          class = "%s", stream = ORDERS
          consumer.ack_wait = 3s
          breaker.enabled = false
          %s
        }
        """
            .formatted(server.url(), Configs.name(handler), String.join("\n", List.of(more))));
  }

  WorkerRuntime start(Class<?> handler, String... more) {
    return WorkerRuntime.start(config(handler, more), Configs.CLASSES, Observer.none());
  }

  void publish(String... ids) throws IOException, JetStreamApiException {
    for (String id : ids) {
      connection.jetStream().publish("orders.new", json(id));
    }
  }

  static byte[] json(String id) {
    return json(id, 1);
  }

  static byte[] json(String id, int amount) {
    return ("{\"id\":\"" + id + "\",\"amount\":" + amount + "}").getBytes(UTF_8);
  }

  long messages(String stream) throws IOException, JetStreamApiException {
    return management.getStreamInfo(stream).getStreamState().getMsgCount();
  }

  /** How many retries of the handler are due, and not handled yet. */
  long due() throws IOException, JetStreamApiException {
    String subject = "RETRY.ORDERS.test.due";
    return management
        .getStreamInfo("ORDERS_RETRY", StreamInfoOptions.filterSubjects(subject))
        .getStreamState()
        .getSubjectMap()
        .getOrDefault(subject, 0L);
  }

  ConsumerInfo info(String stream) throws IOException, JetStreamApiException {
    return management.getConsumerInfo(stream, "test");
  }

  long left(String stream) throws IOException, JetStreamApiException {
    return info(stream).getNumPending() + info(stream).getNumAckPending();
  }

  @Override
  public void close() {
    server.close();
  }
}
