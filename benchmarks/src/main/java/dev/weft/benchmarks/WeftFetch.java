package dev.weft.benchmarks;

import dev.weft.Fetcher;
import dev.weft.Message;
import dev.weft.codec.JsonCodec;
import dev.weft.jetstream.JetStreams;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.ConsumerConfiguration;

/** Weft's fetcher, without the runtime: the loop and the acknowledgement are by hand. */
record WeftFetch(Place place, Job job, int batch) implements Subscription {

  @Override
  public AutoCloseable begin(Task task) throws Exception {
    Connection connection = Nats.connect(place.url());
    var context =
        connection
            .getStreamContext(task.stream())
            .createOrUpdateConsumer(
                ConsumerConfiguration.builder().durable(task.consumer()).build());
    Fetcher<Order> fetcher = JetStreams.fetcher(connection, context, JsonCodec.of(Order.class));
    Thread thread = Thread.ofPlatform().start(() -> serve(fetcher));
    return () -> {
      fetcher.close();
      thread.join();
      connection.close();
    };
  }

  private void serve(Fetcher<Order> fetcher) {
    try {
      for (var some = fetcher.fetch(batch); !some.isEmpty(); some = fetcher.fetch(batch)) {
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
