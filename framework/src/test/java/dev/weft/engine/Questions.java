package dev.weft.engine;

import dev.weft.Codec;
import java.nio.charset.StandardCharsets;

/** Text, of which one cannot be decoded. */
final class Questions implements Codec<String> {

  static final Questions INSTANCE = new Questions();

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
    return text;
  }
}
