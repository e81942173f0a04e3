package dev.weft.benchmarks;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.Nats;
import io.nats.client.impl.Headers;
import java.util.concurrent.CompletableFuture;

/**
 * jnats's own publish.
 *
 * @param identified whether a message has an id, by which a second copy would be known: without
 *     one, what was not confirmed cannot be sent again
 */
record RawChannel(Connection connection, JetStream stream, boolean identified)
    implements Publishing.Channel {

  static RawChannel open(Place place, boolean identified) throws Exception {
    Connection connection = Nats.connect(place.url());
    return new RawChannel(connection, connection.jetStream(), identified);
  }

  @Override
  public void send(String subject, Order order) throws Exception {
    stream.publish(subject, headers(order), Feed.encode(order));
  }

  @Override
  public CompletableFuture<?> sendAsync(String subject, Order order) {
    return stream.publishAsync(subject, headers(order), Feed.encode(order));
  }

  @Override
  public void close() throws Exception {
    connection.close();
  }

  private Headers headers(Order order) {
    var headers = new Headers();
    if (identified) {
      headers.put("Nats-Msg-Id", order.id() + "-" + order.at());
    }
    return headers;
  }
}
