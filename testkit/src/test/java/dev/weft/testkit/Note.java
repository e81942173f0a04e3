package dev.weft.testkit;

import dev.weft.Handler;
import dev.weft.HandlerContext;
import dev.weft.Message;
import dev.weft.Publisher;

/** Publishes that it was called, then acknowledges by itself. */
public final class Note implements Handler<String> {

  private final Publisher<String> notes;

  /** Called by the runtime. */
  public Note(HandlerContext context) {
    notes = context.publisher(String.class);
  }

  @Override
  public void handle(Message<String> message) {
    notes.publish("orders.notes", "seen " + message.payload());
    message.ack();
  }
}
