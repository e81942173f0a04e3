package dev.weft.contract;

import ch.qos.logback.classic.Level;
import dev.weft.machine.Machine;
import dev.weft.testing.CapturedLog;
import dev.weft.transport.Transport;

/**
 * What becomes of messages, row by row of docs/messages.md, in a whole runtime. A test class that
 * extends this one says on what.
 */
public abstract class MessageTableContract {

  /** A new transport, closed by whoever has a row run on it. */
  protected abstract Transport transport();

  /** The machine that the runtime is on. */
  protected Machine machine() {
    return Machine.real();
  }

  /** Has a row come to what it says. */
  protected final void check(MessageCase one) throws InterruptedException {
    try (CapturedLog log = log()) {
      new MessageRow(one, transport(), machine(), log).check();
    }
  }

  /** What the rows that run while it is open are looked up in. */
  static CapturedLog log() {
    return CapturedLog.of("dev.weft.engine", Level.WARN);
  }
}
