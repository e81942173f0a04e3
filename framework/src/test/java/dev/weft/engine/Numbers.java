package dev.weft.engine;

import dev.weft.Codec;
import java.nio.charset.StandardCharsets;

/** Numbers, of which -1 cannot be encoded and 666 cannot be decoded. */
public final class Numbers implements Codec<Integer> {

  public static final Numbers INSTANCE = new Numbers();

  private Numbers() {}

  @Override
  public String contentType() {
    return "text/plain";
  }

  @Override
  public byte[] encode(Integer payload) {
    if (payload < 0) {
      throw new IllegalArgumentException("negative");
    }
    return String.valueOf(payload).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Integer decode(byte[] data) {
    int number = Integer.parseInt(new String(data, StandardCharsets.UTF_8));
    if (number == 666) {
      throw new IllegalArgumentException("a number of ill omen");
    }
    return number;
  }
}
