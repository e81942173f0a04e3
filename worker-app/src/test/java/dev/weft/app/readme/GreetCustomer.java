package dev.weft.app.readme;

import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.RejectException;

// What follows stands in the README too; ReadmeTest compares.
public final class GreetCustomer implements Handler<GreetCustomer.Joined> {

  public record Joined(String name, String email) {}

  @Override
  public void handle(Message<Joined> message) {
    if (message.payload().email().isBlank()) {
      throw new RejectException("no address to write to"); // dead letter; any other is retried
    }
    System.out.println("Welcome, " + message.payload().name());
  }
}
