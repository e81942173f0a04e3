package dev.weft.app.readme;

import dev.weft.Fetcher;
import dev.weft.Message;
import dev.weft.PublishMiddleware;
import dev.weft.Publisher;
import dev.weft.Subjects;
import java.util.stream.Stream;

// What follows stands in docs/handlers.md too; HandlersDocTest compares.
final class Orders {

  private static final PublishMiddleware TENANT =
      (message, next) -> next.proceed(message.withHeader("Tenant", "acme"));

  static void publish(Publisher<OrderLines.Order> publisher, OrderLines.Order order) {
    publisher.with(TENANT).to(Subjects.of("orders", order.id(), "placed")).publish(order);
  }

  static long countLines(Fetcher<OrderLines.Line> fetcher, int most) {
    try (Stream<Message<OrderLines.Line>> messages = fetcher.stream()) {
      return messages.limit(most).peek(Message::ack).count();
    }
  }
}
