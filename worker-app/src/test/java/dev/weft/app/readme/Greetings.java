package dev.weft.app.readme;

import dev.weft.Handler;
import dev.weft.codec.JsonCodec;
import dev.weft.jetstream.JetStreams;
import io.nats.client.Connection;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StreamConfiguration;

// What follows stands in the README too; ReadmeTest compares.
final class Greetings {

  static void run(Connection connection, Handler<GreetCustomer.Joined> greet) throws Exception {
    JetStreams.stream(
        connection,
        StreamConfiguration.builder().name("CUSTOMERS").subjects("customers.>").build());
    var consumer =
        connection
            .getStreamContext("CUSTOMERS")
            .createOrUpdateConsumer(ConsumerConfiguration.builder().durable("greeter").build());
    var codec = JsonCodec.of(GreetCustomer.Joined.class);
    try (var publisher = JetStreams.publisher(connection, codec);
        var subscriber = JetStreams.subscriber(connection, consumer, codec)) {
      publisher.publish("customers.joined", new GreetCustomer.Joined("Ada", "ada@example.com"));
      subscriber.subscribe(greet); // until it is closed or this thread is interrupted
    }
  }
}
