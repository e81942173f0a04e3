package dev.weft.runtime;

import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.weft.RequestException;
import dev.weft.RequestOptions;
import dev.weft.Requester;
import dev.weft.codec.JsonCodec;
import dev.weft.engine.Observer;
import dev.weft.jetstream.RequestReply;
import dev.weft.runtime.TestResponders.Price;
import dev.weft.runtime.TestResponders.Prices;
import dev.weft.runtime.TestResponders.Query;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A server, the responder that knows prices, and one who asks it. */
final class PricesOnNats implements AutoCloseable {

  static final String SUBJECT = "prices.get";
  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final RequestOptions PATIENT = RequestOptions.defaults().withTimeout(PATIENCE);

  final NatsServer server = NatsServer.start();
  final Connection connection = server.connect();
  final Requester<Query, Price> requester =
      RequestReply.requester(connection, JsonCodec.of(Query.class), JsonCodec.of(Price.class));

  PricesOnNats() {
    TestHandlers.reset();
  }

  WorkerRuntime start(String keys, String... more) {
    WorkerRuntime weft =
        WorkerRuntime.start(
            Configs.read(config(server.url(), keys, more)), Configs.CLASSES, Observer.none());
    await().until(() -> weft.problems().isEmpty());
    return weft;
  }

  static String config(String url, String keys, String... more) {
    return """
        weft.nats.servers = "%s"
        weft.handlers.prices {
          class = "%s"
          mode = reply
          subject = prices.get
          %s
        }
        %s
        """
        .formatted(url, Configs.name(Prices.class), keys, String.join("\n", more));
  }

  List<CompletableFuture<Price>> ask(int times) {
    var answers = new ArrayList<CompletableFuture<Price>>();
    for (int i = 0; i < times; i++) {
      answers.add(requester.requestAsync(SUBJECT, new Query("tea"), PATIENT));
    }
    return answers;
  }

  RequestException failure(String product) {
    return catchThrowableOfType(
        RequestException.class, () -> requester.request(SUBJECT, new Query(product), PATIENT));
  }

  @Override
  public void close() {
    TestHandlers.GATE.release(1_000);
    server.close();
  }
}
