package dev.weft.app.readme;

import dev.weft.Message;
import dev.weft.Pipe;
import dev.weft.Subjects;
import java.util.List;

// What follows stands in docs/handlers.md too; HandlersDocTest compares.
public final class OrderLines extends Pipe<OrderLines.Order, OrderLines.Line> {

  public record Order(String id, List<String> items) {}

  public record Line(String order, String item) {}

  public OrderLines() {
    super("lines.other");
  }

  @Override
  protected List<Line> apply(Message<Order> message) {
    Order order = message.payload();
    return order.items().stream().map(item -> new Line(order.id(), item)).toList();
  }

  @Override
  protected String subject(Message<Order> message, Line line) {
    return line.item().isBlank() ? super.subject(message, line) : Subjects.of("lines", line.item());
  }
}
