package dev.weft.testing;

import dev.weft.Handler;
import dev.weft.Message;

/** A handler of texts that acts as a lambda does, which does not say what its payload is. */
public record TextHandler(Handler<String> act) implements Handler<String> {

  @Override
  public void handle(Message<String> message) throws Exception {
    act.handle(message);
  }
}
