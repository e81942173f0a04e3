package dev.weft.app.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import dev.weft.codec.JsonCodec;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.runtime.load.UserClasses;
import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** The README's examples are these files, and they work. */
class ReadmeTest {

  private static final String CONFIG = "worker-app/src/test/resources/readme/application.conf";

  @Test
  void itsJavaIsWhatIsCompiledHere() throws IOException {
    assertThat(Docs.blocks(Docs.read("README.md"), "java"))
        .containsExactly(Docs.example("GreetCustomer"), Docs.example("Greetings"));
  }

  @Test
  void itsConfigurationIsWhatIsReadHere() throws IOException {
    assertThat(Docs.blocks(Docs.read("README.md"), "hocon")).containsExactly(Docs.read(CONFIG));
  }

  @Test
  void itsHandlerWorksWithItsConfiguration() throws IOException {
    var outcomes = new Outcomes();
    try (NatsServer server = NatsServer.start();
        WorkerRuntime weft = start(server, outcomes)) {
      var customers = weft.publisher(JsonCodec.of(GreetCustomer.Joined.class));
      customers.publish("customers.joined", new GreetCustomer.Joined("Ada", "ada@example.com"));
      customers.publish("customers.joined", new GreetCustomer.Joined("Bob", " "));
      customers.publish("customers.left", new GreetCustomer.Joined("Cy", "cy@example.com"));

      await()
          .untilAsserted(
              () ->
                  assertThat(outcomes.seen())
                      .containsExactly(
                          "greet-customer: Ack", "greet-customer: no address to write to"));
    }
  }

  @Test
  void itsTypedExampleWorksUntilItIsInterrupted() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (NatsServer server = NatsServer.start()) {
      Connection connection = server.connect();
      var example =
          new FutureTask<>(
              () -> {
                Greetings.run(connection, message -> seen.add(message.payload().name()));
                return "returned";
              });
      Thread caller = Thread.ofVirtual().start(example);

      await().untilAsserted(() -> assertThat(seen).containsExactly("Ada"));
      caller.interrupt();
      await().until(() -> !caller.isAlive());

      assertThat(example.exceptionNow()).isInstanceOf(InterruptedException.class);
      assertThat(connection.getStatus()).isEqualTo(Connection.Status.CONNECTED);
      connection.close();
    }
  }

  private static WorkerRuntime start(NatsServer server, Observer observer) throws IOException {
    UserClasses classes = UserClasses.of(ReadmeTest.class.getClassLoader());
    String config = Docs.read(CONFIG) + "\nweft.nats.servers = \"" + server.url() + "\"";
    return WorkerRuntime.start(
        WeftConfig.read(ConfigFactory.parseString(config), classes), classes, observer);
  }
}
