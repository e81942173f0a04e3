package dev.weft.app.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import dev.weft.Fetcher;
import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.codec.JsonCodec;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.jetstream.JetStreams;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.runtime.load.UserClasses;
import dev.weft.testing.NatsServer;
import dev.weft.testkit.MessageFixture;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.ConsumerConfiguration;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The examples of docs/handlers.md are these files, and they work. */
class HandlersDocTest {

  private static final String CONFIG = "worker-app/src/test/resources/readme/handlers.conf";

  private final List<String> seen = new CopyOnWriteArrayList<>();

  @Test
  void itsJavaIsWhatIsCompiledHere() throws IOException {
    assertThat(Docs.blocks(Docs.read("docs/handlers.md"), "java"))
        .containsExactly(
            Docs.example("SendInvoice"),
            Docs.example("InjectorFactory"),
            Docs.example("CountItems"),
            Docs.example("OrderLines"),
            Docs.example("Orders"));
  }

  @Test
  void itsConfigurationIsWhatIsReadHere() throws IOException {
    assertThat(Docs.blocks(Docs.read("docs/handlers.md"), "hocon"))
        .containsExactly(Docs.read(CONFIG));
  }

  @Test
  void itsHandlersWork() throws Exception {
    try (NatsServer server = NatsServer.start()) {
      Connection connection = server.connect();
      try (WorkerRuntime weft = start(server, UserClasses.of(getClass().getClassLoader()))) {
        Orders.publish(
            weft.publisher(JsonCodec.of(OrderLines.Order.class)),
            new OrderLines.Order("1", List.of("tea", "cake")));
        weft.publisher(JsonCodec.of(SendInvoice.Order.class))
            .publish("orders.1.paid", new SendInvoice.Order("1", 250));

        await().until(() -> stored(connection) == 5);
        try (Fetcher<OrderLines.Line> lines = lines(connection)) {
          assertThat(Orders.countLines(lines, 2)).isEqualTo(2);
        }
      }
      assertThat(stored(connection)).as("what the handler published when closed").isEqualTo(6);
      connection.close();
    }
  }

  @Test
  void itsBatchHandlerCountsAMessageOnce() throws Exception {
    var handler = new CountItems();
    var batch =
        MessageFixture.batch(
            new OrderLines.Line("1", "tea"),
            new OrderLines.Line("1", " "),
            new OrderLines.Line("2", "tea"));

    handler.handle(List.copyOf(batch));
    handler.handle(List.copyOf(batch));

    assertThat(handler.count("tea")).isEqualTo(2);
    assertThat(batch.get(1).termReason()).contains("a line without an item");
    assertThat(batch.get(0).settlements()).isEmpty();
  }

  @Test
  void itsFactoryMakesTheHandlers() throws Exception {
    Injector injector =
        new Injector() {
          @Override
          public <T> T getInstance(Class<T> type) {
            return type.cast(handlerFor(type));
          }
        };
    UserClasses classes =
        UserClasses.of(getClass().getClassLoader(), new InjectorFactory(injector));
    try (NatsServer server = NatsServer.start();
        WorkerRuntime weft =
            start(
                server,
                classes,
                "weft.handlers.send-invoice.class = \"" + Noting.class.getName() + "\"")) {
      weft.publisher(JsonCodec.of(SendInvoice.Order.class))
          .publish("orders.1.paid", new SendInvoice.Order("1", 250));

      await().until(() -> seen.contains("orders.1.paid"));
    }
  }

  private Object handlerFor(Class<?> type) {
    if (type == OrderLines.class) {
      return new OrderLines();
    }
    return type == CountItems.class ? new CountItems() : new Noting(seen);
  }

  /** Cannot be constructed by Weft. */
  private static final class Noting implements Handler<SendInvoice.Order> {

    private final List<String> seen;

    private Noting(List<String> seen) {
      this.seen = seen;
    }

    @Override
    public void handle(Message<SendInvoice.Order> message) {
      seen.add(message.subject());
    }
  }

  private static Fetcher<OrderLines.Line> lines(Connection connection)
      throws IOException, JetStreamApiException {
    return JetStreams.fetcher(
        connection,
        connection
            .getStreamContext("SHOP")
            .createOrUpdateConsumer(
                ConsumerConfiguration.builder().durable("r").filterSubject("lines.*").build()),
        JsonCodec.of(OrderLines.Line.class));
  }

  private static long stored(Connection connection) throws IOException, JetStreamApiException {
    return connection.jetStreamManagement().getStreamInfo("SHOP").getStreamState().getMsgCount();
  }

  private static WorkerRuntime start(NatsServer server, UserClasses classes, String... more)
      throws IOException {
    String config =
        Docs.read(CONFIG)
            + "\nweft.nats.servers = \""
            + server.url()
            + "\"\n"
            + String.join("\n", more);
    return WorkerRuntime.start(
        WeftConfig.read(ConfigFactory.parseString(config), classes), classes, Observer.none());
  }
}
