package dev.weft.engine.dispatch;

import dev.weft.engine.UserCode;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.transport.Failure;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has a mailbox whose first message is tried again wait for the pause before the next attempt. */
final class AttemptPauses {

  private static final Logger log = LoggerFactory.getLogger(AttemptPauses.class);

  private final String handler;
  private final Housekeeper housekeeper;
  private final Consumer<Mailbox> due;
  private final Consumer<Mailbox> handBack;

  /**
   * Nothing waits yet.
   *
   * @param housekeeper says when a pause is over
   * @param due makes the next attempt
   * @param handBack hands everything in the mailbox back to the server
   */
  AttemptPauses(
      String handler, Housekeeper housekeeper, Consumer<Mailbox> due, Consumer<Mailbox> handBack) {
    this.handler = handler;
    this.housekeeper = housekeeper;
    this.due = due;
    this.handBack = handBack;
  }

  /** Begins a pause. Never throws: the thread's slot and the mailbox are another's by now. */
  void begin(Duration pause, Mailbox mailbox) {
    boolean closed = false;
    try {
      closed = !housekeeper.after(pause, () -> due.accept(mailbox));
    } catch (Throwable thrown) {
      Failure failure = Failure.of(thrown);
      UserCode.run( // a logger's appender may throw too
          () ->
              log.warn(
                  "handler {}: a retry is made at once, since its pause could not begin: {}",
                  handler,
                  failure));
      due.accept(mailbox);
    }
    if (closed) { // tried again at once, it would be tried without a pause and without end
      handBack.accept(mailbox);
    }
  }
}
