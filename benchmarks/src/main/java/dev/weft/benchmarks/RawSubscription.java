package dev.weft.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.StreamContext;
import io.nats.client.api.ConsumerConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What one writes by hand on jnats: no retries, no dead letters, nothing kept alive, no drain. All
 * handlers are on one connection.
 *
 * @param maxAckPending the consumer's; 0 leaves it to the server
 */
record RawSubscription(Place place, Job job, int maxAckPending, RawLoop loop)
    implements Subscription {

  private static final ObjectReader ORDERS = new ObjectMapper().readerFor(Order.class);

  @Override
  public AutoCloseable begin(Task task) throws Exception {
    Connection connection = Nats.connect(place.url());
    StreamContext stream = connection.getStreamContext(task.stream());
    List<AutoCloseable> running = new ArrayList<>();
    if (task.handlers() == 1) {
      running.add(start(stream, ConsumerConfiguration.builder().durable(task.consumer())));
    } else {
      for (int i = 0; i < task.handlers(); i++) {
        running.add(
            start(
                stream,
                ConsumerConfiguration.builder()
                    .durable(task.consumer(i))
                    .filterSubject(task.subject(i))));
      }
    }
    return () -> {
      for (AutoCloseable one : running) {
        one.close();
      }
      connection.close();
    };
  }

  private AutoCloseable start(StreamContext stream, ConsumerConfiguration.Builder consumer)
      throws Exception {
    if (maxAckPending > 0) {
      consumer.maxAckPending(maxAckPending);
    }
    return loop.start(stream.createOrUpdateConsumer(consumer.build()), this::handle);
  }

  private void handle(Message message) throws InterruptedException {
    try {
      job.handle(ORDERS.readValue(message.getData()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    message.ack();
  }
}
