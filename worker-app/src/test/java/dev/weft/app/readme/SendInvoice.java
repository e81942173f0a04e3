package dev.weft.app.readme;

import dev.weft.Handler;
import dev.weft.HandlerContext;
import dev.weft.Message;
import dev.weft.Publisher;
import java.time.Duration;
import java.util.Optional;

// What follows stands in docs/handlers.md too; HandlersDocTest compares.
public final class SendInvoice implements Handler<SendInvoice.Order>, AutoCloseable {

  public record Order(String id, long cents) {}

  record Settings(String sender, Duration patience, Optional<String> copyTo) {}

  private final Settings settings;
  private final Publisher<String> log;

  public SendInvoice(HandlerContext context) {
    this.settings = context.settings(Settings.class);
    this.log = context.publisher(String.class);
  }

  @Override
  public void handle(Message<Order> message) {
    log.publish("invoices.sent", message.payload().id() + " from " + settings.sender());
  }

  @Override
  public void close() {
    log.publish("invoices.closed", settings.sender()); // the connection is still open
  }
}
