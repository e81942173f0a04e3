package dev.weft.engine.publish;

import dev.weft.machine.Machine;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/** Fresh message ids. Called by any thread. */
@FunctionalInterface
public interface MessageIds {

  /** One that no other message has. */
  String next();

  /** A random part that nobody else has, and a number: that costs less per message than a UUID. */
  static MessageIds of(Machine machine) {
    byte[] unique = new byte[12];
    machine.fillUnique(unique);
    String prefix = HexFormat.of().formatHex(unique) + "-";
    var count = new AtomicLong();
    return () -> prefix + Long.toString(count.incrementAndGet(), Character.MAX_RADIX);
  }
}
