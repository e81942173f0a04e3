package dev.weft.engine.publish;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/** Fresh message ids: random per process, counted within it. */
final class MessageIds {

  // 96 random bits tell processes apart, and a counter costs less per message than a UUID.
  private static final String PROCESS = random();
  private static final AtomicLong count = new AtomicLong();

  private MessageIds() {}

  static String next() {
    return PROCESS + Long.toString(count.incrementAndGet(), Character.MAX_RADIX);
  }

  private static String random() {
    byte[] bits = new byte[12];
    new SecureRandom().nextBytes(bits);
    return HexFormat.of().formatHex(bits) + "-";
  }
}
