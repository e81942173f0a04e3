package dev.weft.engine.request;

import dev.weft.Codec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** Text, of which one cannot be decoded. */
final class Questions implements Codec<String> {

  static final Questions INSTANCE = new Questions();

  /** Is not decoded before somebody interrupts that. */
  static final String NEVER = "never";

  private Questions() {}

  @Override
  public String contentType() {
    return "text/plain";
  }

  @Override
  public byte[] encode(String payload) {
    return payload.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String decode(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    if (text.equals("undecodable")) {
      throw new IllegalArgumentException("is not a question");
    }
    if (text.equals(NEVER)) {
      awaitInterrupt();
    }
    return text;
  }

  private static void awaitInterrupt() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }
}
