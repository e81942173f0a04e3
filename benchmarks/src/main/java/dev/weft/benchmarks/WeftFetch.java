package dev.weft.benchmarks;

import dev.weft.Consumer;
import dev.weft.Message;
import dev.weft.codec.JsonCodec;
import dev.weft.jetstream.JetStreams;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.ConsumerConfiguration;

/** Weft's fetching consumer, without the runtime: the loop and the acknowledgement are by hand. */
record WeftFetch(Place place, Job job, int batch) implements Subscription {

  @Override
  public AutoCloseable begin(Task task) throws Exception {
    Connection connection = Nats.connect(place.url());
    var context =
        connection
            .getStreamContext(task.stream())
            .createOrUpdateConsumer(
                ConsumerConfiguration.builder().durable(task.consumer()).build());
    Consumer<Order> consumer = JetStreams.consumer(connection, context, JsonCodec.of(Order.class));
    Thread thread = Thread.ofPlatform().start(() -> serve(consumer));
    return () -> {
      consumer.close();
      thread.join();
      connection.close();
    };
  }

  private void serve(Consumer<Order> consumer) {
    try {
      for (var some = consumer.fetch(batch); !some.isEmpty(); some = consumer.fetch(batch)) {
        for (Message<Order> message : some) {
          job.handle(message.payload());
          message.ack();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
