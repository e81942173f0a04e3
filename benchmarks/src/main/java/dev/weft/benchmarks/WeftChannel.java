package dev.weft.benchmarks;

import dev.weft.Publisher;
import dev.weft.codec.JsonCodec;
import dev.weft.jetstream.JetStreams;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.util.concurrent.CompletableFuture;

/** Weft's publisher: with its retries, and with the headers that it puts on a message. */
final class WeftChannel implements Publishing.Channel {

  private final Connection connection;
  private final Publisher<Order> publisher;

  WeftChannel(Place place) throws Exception {
    this.connection = Nats.connect(place.url());
    this.publisher = JetStreams.publisher(connection, JsonCodec.of(Order.class));
  }

  @Override
  public void send(String subject, Order order) {
    publisher.publish(subject, order);
  }

  @Override
  public CompletableFuture<?> sendAsync(String subject, Order order) {
    return publisher.publishAsync(subject, order);
  }

  @Override
  public void close() throws Exception {
    publisher.close();
    connection.close();
  }
}
